package dev.dagrunr.migration.ddl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dagrunr.testsupport.Database;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** PostgreSQL's own word on what a database holds. */
final class PgDump {
    private PgDump() {}

    /** Whether the pg_dump of the PATH knows the server; the embedded server has none. */
    static boolean canDump(Database database) throws SQLException, IOException, InterruptedException {
        int server = Integer.parseInt(Everything.ask(database, "show server_version_num")) / 10_000;
        try {
            var version = run(List.of("pg_dump", "--version")).get(0);
            return Integer.parseInt(version.replaceFirst("\\D*(\\d+).*", "$1")) >= server;
        } catch (IOException e) {
            return false;
        }
    }

    /** The definitions, without versions and random keys. */
    static List<String> dump(Database database) throws IOException, InterruptedException {
        return run(List.of("pg_dump", "--schema-only", "--dbname=" + database.uri())).stream()
                .filter(line -> !line.matches("-- Dumped .*|.(un)?restrict .*"))
                .toList();
    }

    /** What the target's dump lacks and has beside the source's, whatever the order of its entries. */
    static List<String> differences(Database source, Database target) throws IOException, InterruptedException {
        var wanted = dump(source);
        var present = dump(target);
        if (entries(wanted).equals(entries(present))) {
            return List.of();
        }
        var differences = new ArrayList<String>();
        var left = new ArrayList<>(present);
        wanted.stream().filter(line -> !left.remove(line)).forEach(line -> differences.add("- " + line));
        left.forEach(line -> differences.add("+ " + line));
        return differences.isEmpty() ? differentEntries(entries(wanted), entries(present)) : differences;
    }

    /** Those of the same lines: they stand in another order, or in other entries. */
    private static List<String> differentEntries(List<String> wanted, List<String> present) {
        var differences = new ArrayList<String>();
        wanted.stream().filter(entry -> !present.contains(entry)).forEach(entry -> differences.add("- " + entry));
        present.stream().filter(entry -> !wanted.contains(entry)).forEach(entry -> differences.add("+ " + entry));
        return differences;
    }

    /** pg_dump's entries, each from its name on, sorted. */
    private static List<String> entries(List<String> dump) {
        var entries = String.join("\n", dump).split("\n(?=-- Name: )");
        return Stream.of(entries).sorted().toList();
    }

    private static List<String> run(List<String> command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertThat(process.waitFor())
                .as(() -> "exit status of " + command.get(0))
                .isZero();
        return lines;
    }
}
