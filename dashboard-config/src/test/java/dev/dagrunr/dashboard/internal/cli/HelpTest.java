package dev.dagrunr.dashboard.internal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dagrunr.dashboard.internal.node.Termination;
import dev.dagrunr.dashboard.internal.settings.Settings;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Of every command: its help shows an example that it takes, and what lists or shows something takes {@code -o}. */
class HelpTest {
    private static final Pattern ARGUMENT = Pattern.compile("'([^']*)'|(\\S+)");
    private static final Pattern DOCUMENTED_CODE = Pattern.compile("(?m)^\\| (\\d+) \\|");

    private final Map<String, CommandLine> commands = new TreeMap<>();
    private final CommandLine root = root();

    private static CommandLine root() {
        var terminal = RecordingTerminal.unseen();
        var app = new App(Map.of(), Settings.from(Map.of()), terminal.terminal(), Termination.onRequest());
        return RootCommand.commandLine(app, new Errors(terminal.terminal(), false));
    }

    private void collect(String path, CommandLine command) {
        command.getSubcommands().forEach((name, sub) -> {
            commands.put((path + " " + name).strip(), sub);
            collect((path + " " + name).strip(), sub);
        });
    }

    @Test
    void everyCommandShowsAnExampleThatItTakes() {
        collect("", root);
        assertThat(commands).hasSizeGreaterThan(40);
        assertThat(commands).allSatisfy((path, command) -> {
            assertThat(command.getUsageMessage()).contains("Example:");
            var footer = command.getCommandSpec().usageMessage().footer();
            var line = footer[footer.length - 1].strip();
            if (!path.equals("completion")) {
                assertThat(line).startsWith("./dagrunr " + path);
                assertThat(root.parseArgs(arguments(line)).errors()).isEmpty();
            }
        });
    }

    private static String[] arguments(String line) {
        var arguments = new ArrayList<String>();
        var matcher = ARGUMENT.matcher(line.substring("./dagrunr ".length()));
        while (matcher.find()) {
            arguments.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
        }
        return arguments.toArray(String[]::new);
    }

    /** The others do something, and say in a sentence what they have done. */
    @Test
    void everyCommandThatListsOrShowsTakesAnOutputFormat() {
        collect("", root);
        var without = commands.entrySet().stream()
                .filter(entry -> entry.getValue().getSubcommands().isEmpty())
                .filter(entry -> entry.getValue().getCommandSpec().findOption("-o") == null)
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(without).containsExactlyInAnyOrder(WITHOUT_FORMAT.toArray(String[]::new));
    }

    private static final Set<String> WITHOUT_FORMAT = Set.of(
            "completion",
            "dags pause",
            "dags test",
            "dags trigger",
            "dags unpause",
            "db migrate",
            "demo",
            "plan",
            "pools delete",
            "pools set",
            "runs mark",
            "runs rerun",
            "runs stop",
            "sample-data",
            "standalone",
            "tasks set-retries",
            "tasks test",
            "validate",
            "worker");

    @Test
    void theExitCodesOfHelpReferenceAndCodeAreTheSame() throws IOException {
        var codes = Arrays.stream(ExitCode.class.getFields())
                .filter(field -> Modifier.isStatic(field.getModifiers()))
                .map(HelpTest::value)
                .collect(Collectors.toCollection(TreeSet::new));
        var documented = DOCUMENTED_CODE
                .matcher(Files.readString(Path.of("../docs/cli.md")))
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(documented).isEqualTo(codes);
        assertThat(root.getCommandSpec().usageMessage().exitCodeList().keySet())
                .containsExactlyInAnyOrderElementsOf(codes);
    }

    private static String value(Field field) {
        try {
            return String.valueOf(field.get(null));
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }
}
