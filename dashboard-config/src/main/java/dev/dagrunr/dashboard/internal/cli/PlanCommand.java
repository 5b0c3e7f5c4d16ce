package dev.dagrunr.dashboard.internal.cli;

import dev.dagrunr.migration.ddl.DdlStatement;
import dev.dagrunr.migration.ddl.SchemaBuild;
import dev.dagrunr.migration.ddl.TargetDdl;
import dev.dagrunr.migration.ddl.TargetObjects;
import dev.dagrunr.migration.schema.SourceSchema;
import dev.dagrunr.migration.schema.Table;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows what a migration would do to an empty target. */
@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        description = "Prints the statements that a migration to an empty target would run, as SQL, and what it would"
                + " move. Reads the source only.")
final class PlanCommand implements Callable<Integer> {
    @Mixin
    private final SchemaOptions schemas = new SchemaOptions();

    private final App app;

    PlanCommand(App app) {
        this.app = app;
    }

    @Override
    public Integer call() throws SQLException {
        var source = schemas.source(app);
        var build = new SchemaBuild(source, new TargetDdl(schemas.mapping(), source.extensions()));
        print(build.beforeRows(TargetObjects.none()));
        printRows(source);
        print(build.afterRows(TargetObjects.none()));
        app.terminal().out().flush();
        return ExitCode.SUCCESS;
    }

    private void print(List<DdlStatement> statements) {
        var out = app.terminal().out();
        for (var statement : statements) {
            out.println("-- " + statement.purpose().replaceAll("\\s*\\R\\s*", " "));
            out.println(statement.sql() + ";");
            statement.further().forEach(further -> out.println(further + ";"));
            out.println();
        }
    }

    private void printRows(SourceSchema source) {
        var out = app.terminal().out();
        var tables = source.tables().stream().filter(Table::holdsRows).toList();
        tables.forEach(table -> out.println(String.format(
                Locale.ROOT,
                "-- Moving about %,d rows, %,d bytes, of table %s",
                table.size().estimatedRows(),
                table.size().bytes(),
                table.name().toString().replaceAll("\\R", " "))));
        out.println(String.format(
                Locale.ROOT,
                "-- Together about %,d rows and %,d bytes in %d tables",
                tables.stream().mapToLong(table -> table.size().estimatedRows()).sum(),
                tables.stream().mapToLong(table -> table.size().bytes()).sum(),
                tables.size()));
        out.println();
    }
}
