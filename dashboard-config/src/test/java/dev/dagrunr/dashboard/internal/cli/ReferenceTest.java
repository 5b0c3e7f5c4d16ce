package dev.dagrunr.dashboard.internal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dagrunr.dashboard.internal.node.Termination;
import dev.dagrunr.dashboard.internal.settings.Settings;
import dev.dagrunr.micrometer.DagrunrMetrics;
import dev.dagrunr.migration.MigrationParams;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The documents name every command, variable, key and metric that the code has, and no metric that it has not. */
class ReferenceTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    /** A name in quotes that the environment is asked for. */
    private static final Pattern VARIABLE = Pattern.compile(
            "\"((?:DAGRUNR(?!_CONN)|AIRFLOW_|NOTIFICATION|SMTP|SLACK|PAGERDUTY|WEBHOOK|PG_POOL)_[A-Z_]+[A-Z]|CHUNK_SIZE"
                    + "|PARTITION_THRESHOLD|MAX_PARTITIONS|(?:SOURCE|TARGET)_(?:SCHEMA|CONN_ID))\"");

    private static final Pattern METRIC = Pattern.compile("`(dagrunr\\.[a-z.]+)[`{]");

    @Test
    void everyCommandIsInTheReference() throws IOException {
        var reference = Files.readString(ROOT.resolve("docs/cli.md"));
        var terminal = RecordingTerminal.unseen();
        var app = new App(Map.of(), Settings.from(Map.of()), terminal.terminal(), Termination.onRequest());
        var commands = new TreeSet<String>();
        collect("", RootCommand.commandLine(app, new Errors(terminal.terminal(), false)), commands);

        assertThat(commands).hasSizeGreaterThan(30);
        assertThat(commands).allSatisfy(command -> assertThat(reference).contains("`" + command));
    }

    private static void collect(String path, CommandLine command, Set<String> commands) {
        if (command.getSubcommands().isEmpty()) {
            commands.add(path.strip());
        }
        command.getSubcommands().forEach((name, sub) -> collect(path + " " + name, sub, commands));
    }

    @Test
    void everyKeyOfAConfIsInTheReference() throws IOException {
        var reference = Files.readString(ROOT.resolve("docs/configuration.md"));
        var keys = Arrays.stream(MigrationParams.class.getRecordComponents())
                .map(component ->
                        component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT));

        assertThat(keys).allSatisfy(key -> assertThat(reference).contains("`" + key + "`"));
    }

    @Test
    void everyVariableIsInTheReference() throws IOException {
        var reference = Files.readString(ROOT.resolve("docs/configuration.md"));
        var variables = Stream.of("dags", "dashboard-config")
                .map(module -> ROOT.resolve(module).resolve("src/main/java"))
                .flatMap(ReferenceTest::files)
                .flatMap(file -> VARIABLE.matcher(read(file)).results())
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(variables).contains("DAGRUNR_DATABASE_URL", "SMTP_HOST").hasSizeGreaterThan(25);
        assertThat(variables).allSatisfy(variable -> assertThat(reference).contains(variable));
    }

    @Test
    void everyMetricIsInTheReferenceAndNoOther() throws IOException {
        var named = METRIC.matcher(Files.readString(ROOT.resolve("docs/metrics.md")))
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        var known = Arrays.stream(DagrunrMetrics.class.getFields())
                .filter(field -> Modifier.isStatic(field.getModifiers()) && field.getType() == String.class)
                .map(ReferenceTest::value)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(named).isEqualTo(known);
    }

    private static String value(Field field) {
        try {
            return (String) field.get(null);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    private static Stream<Path> files(Path directory) {
        try (var all = Files.walk(directory)) {
            return all.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
