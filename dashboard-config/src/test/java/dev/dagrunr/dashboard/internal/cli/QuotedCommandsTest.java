package dev.dagrunr.dashboard.internal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dagrunr.dashboard.internal.node.Termination;
import dev.dagrunr.dashboard.internal.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** The command line takes what a document says one may type, and knows each option that one names. */
class QuotedCommandsTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```console\\R(.*?)^```");
    /** What follows the prompt, with the lines that a backslash adds. */
    private static final Pattern TYPED = Pattern.compile("(?m)^\\$ ((?:.*\\\\\\R)*.*)$");

    private static final Pattern DAGRUNR = Pattern.compile("(?:^|\\s)(?:\\./)?dagrunr (.*)", Pattern.DOTALL);
    private static final Pattern ARGUMENT = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");
    private static final Pattern NAMED = Pattern.compile(
            "`(?:\\./dagrunr )?((?:dags|tasks|runs|pools|db|connections)(?: [a-z-]+)+)((?:(?! \\||`).)*)[^`]*`",
            Pattern.DOTALL);
    private static final Pattern OPTION = Pattern.compile("--[a-z-]+");

    private final CommandLine root = root();

    private static CommandLine root() {
        var terminal = RecordingTerminal.unseen();
        var app = new App(Map.of(), Settings.from(Map.of()), terminal.terminal(), Termination.onRequest());
        return RootCommand.commandLine(app, new Errors(terminal.terminal(), false));
    }

    private static List<Path> documents() throws IOException {
        try (var guides = Files.list(ROOT.resolve("docs"))) {
            return Stream.concat(Stream.of("README.md", "CONTRIBUTING.md").map(ROOT::resolve), guides)
                    .filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void whatOneIsToldToTypeIsTaken(Path document) throws IOException {
        var lines = matches(BLOCK, Files.readString(document))
                .flatMap(block -> matches(TYPED, block.group(1)))
                .flatMap(line -> matches(DAGRUNR, line.group(1)))
                .map(line -> line.group(1))
                .toList();

        assertThat(lines).allSatisfy(line -> root.parseArgs(arguments(line)));
    }

    @ParameterizedTest
    @MethodSource("documents")
    void commandsAndOptionsThatAreNamedExist(Path document) throws IOException {
        var named = matches(NAMED, Files.readString(document)).toList();

        assertThat(named).allSatisfy(match -> {
            var command = find(match.group(1).split(" "));
            var known = new TreeSet<>(command.getCommandSpec().optionsMap().keySet());
            var options = matches(OPTION, match.group()).map(MatchResult::group).collect(Collectors.toSet());
            assertThat(known).as(match.group()).containsAll(options);
        });
    }

    private CommandLine find(String[] names) {
        var command = root;
        for (var name : names) {
            if (command.getSubcommands().isEmpty()) {
                return command;
            }
            assertThat(command.getSubcommands()).containsKey(name);
            command = command.getSubcommands().get(name);
        }
        return command;
    }

    private static Stream<MatchResult> matches(Pattern pattern, String text) {
        return pattern.matcher(text).results();
    }

    /** As a shell would: without what it does itself, comments and lines that go on. */
    private static String[] arguments(String line) {
        var arguments = new ArrayList<String>();
        var matcher = ARGUMENT.matcher(line.replace("\\\n", " ").replaceFirst("\\s#.*$", ""));
        while (matcher.find()) {
            arguments.add(Stream.of(1, 2, 3)
                    .map(matcher::group)
                    .filter(group -> group != null)
                    .findFirst()
                    .orElseThrow());
        }
        return arguments.toArray(String[]::new);
    }
}
