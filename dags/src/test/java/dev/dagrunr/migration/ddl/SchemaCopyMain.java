package dev.dagrunr.migration.ddl;

import dev.dagrunr.migration.schema.SchemaReader;
import dev.dagrunr.migration.schema.Selection;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Copies the schemas of a database without its rows, and goes on after failures, which it prints: what
 * {@code compare-regression} is made of. Arguments: two JDBC addresses, then schemas; all without any.
 */
final class SchemaCopyMain {
    private SchemaCopyMain() {}

    public static void main(String[] arguments) throws SQLException {
        var schemas = arguments.length > 2 ? List.of(arguments).subList(2, arguments.length) : List.of("*");
        try (var source = DriverManager.getConnection(arguments[0]);
                var target = DriverManager.getConnection(arguments[1])) {
            var began = Instant.now();
            var schema = new SchemaReader().read(source, new Selection(schemas, List.of(), List.of()));
            System.out.printf(
                    "%d tables and %d other objects read in %d ms%n",
                    schema.tables().size(),
                    schema.objects().size() - schema.tables().size(),
                    Duration.between(began, Instant.now()).toMillis());
            schema.uncarried()
                    .forEach(one ->
                            System.out.println("UNCARRIED " + one.kind() + " " + one.name() + " " + one.reason()));
            schema.unsupportedTables()
                    .forEach(one -> System.out.println("UNCARRIED " + one.name() + " " + one.reason()));
            var build = new SchemaBuild(schema, new TargetDdl(SchemaMapping.same(), schema.extensions()));
            try (var statement = target.createStatement()) {
                statement.execute("select set_config('search_path', '', false)");
            }
            began = Instant.now();
            int failures = run(target, build.beforeRows(TargetObjects.read(target)));
            failures += run(target, build.afterRows(TargetObjects.read(target)));
            System.out.printf(
                    "%d failures, written in %d ms%n",
                    failures, Duration.between(began, Instant.now()).toMillis());
            System.exit(failures == 0 ? 0 : 1);
        }
    }

    private static int run(Connection target, List<DdlStatement> statements) {
        int failures = 0;
        for (int from = 0; from < statements.size(); from += 50) {
            failures += runSome(target, statements.subList(from, Math.min(from + 50, statements.size())));
        }
        return failures;
    }

    private static int runSome(Connection target, List<DdlStatement> statements) {
        if (statements.size() > 1) {
            try {
                // whole, or not at all
                target.setAutoCommit(true);
                DdlExecutor.create().executeWhole(target, statements);
                return 0;
            } catch (SQLException e) {
                return statements.stream()
                        .mapToInt(one -> runSome(target, List.of(one)))
                        .sum();
            }
        }
        try {
            DdlExecutor.create().execute(target, statements);
            return 0;
        } catch (DdlException e) {
            System.out.println(e.getMessage());
            return 1;
        }
    }
}
