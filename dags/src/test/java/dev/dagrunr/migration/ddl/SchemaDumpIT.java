package dev.dagrunr.migration.ddl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dagrunr.migration.schema.SchemaReader;
import dev.dagrunr.migration.schema.Selection;
import dev.dagrunr.testsupport.Database;
import dev.dagrunr.testsupport.PostgresExtension;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Runs where a pg_dump is that knows the server; the embedded server has none. */
class SchemaDumpIT {
    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    @Test
    void pgDumpSeesNoDifference() throws SQLException, IOException, InterruptedException {
        assumeTrue(canDump(), "no pg_dump for this server");
        var source = postgres.database();
        var target = postgres.createDatabase();
        Everything.create(source);
        try (var connection = source.dataSource().getConnection()) {
            NastySchema.create(connection);
        }

        try (var from = source.dataSource().getConnection();
                var to = target.dataSource().getConnection()) {
            var schema = new SchemaReader().read(from, Selection.ofSchemas("*"));
            TargetBuild.build(to, schema, SchemaMapping.same());
        }

        assertThat(dump(target)).hasSizeGreaterThan(1_000).containsExactlyElementsOf(dump(source));
    }

    private static boolean canDump() throws SQLException, IOException, InterruptedException {
        int server = Integer.parseInt(Everything.ask(postgres.database(), "show server_version_num")) / 10_000;
        try {
            var version = run(List.of("pg_dump", "--version")).get(0);
            return Integer.parseInt(version.replaceFirst("\\D*(\\d+).*", "$1")) >= server;
        } catch (IOException e) {
            return false;
        }
    }

    private static List<String> dump(Database database) throws IOException, InterruptedException {
        return run(List.of("pg_dump", "--schema-only", "--dbname=" + database.uri())).stream()
                .filter(line -> !line.matches("-- Dumped .*|.(un)?restrict .*"))
                .toList();
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
