package dev.dagrunr.dashboard.internal.cli;

import dev.dagrunr.migration.MigrationDefaults;
import dev.dagrunr.migration.ddl.DdlStatement;
import dev.dagrunr.migration.ddl.SchemaBuild;
import dev.dagrunr.migration.ddl.TargetDdl;
import dev.dagrunr.migration.ddl.TargetObjects;
import dev.dagrunr.migration.schema.SourceSchema;
import dev.dagrunr.migration.schema.Table;
import dev.dagrunr.migration.transfer.PartitionPolicy;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what a migration would do to an empty target. */
@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        description =
                "Prints the statements that a migration to an empty target would run, as SQL, and of each table the"
                        + " rows, bytes, partitions and the time that it would take to move. Reads the source only.")
final class PlanCommand implements Callable<Integer> {
    @Mixin
    private final SchemaOptions schemas = new SchemaOptions();

    @Option(
            names = "--rate",
            paramLabel = "MB/S",
            defaultValue = "50",
            description =
                    "Megabytes a second that all tasks together move, for the estimate of time; those of a run like"
                            + " this one are in its summary; default: ${DEFAULT-VALUE}")
    private double rate = 50;

    private final App app;

    PlanCommand(App app) {
        this.app = app;
    }

    @Override
    public Integer call() throws SQLException {
        if (!(rate > 0)) {
            throw CommandFailure.usage("--rate is " + rate + ", but must be more than 0");
        }
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

    private static String partitions(int number) {
        return number == 1 ? "1 partition" : number + " partitions";
    }

    private String time(long bytes) {
        var seconds = Math.ceil(bytes / rate / 1_000_000);
        return seconds < 120
                ? String.format(Locale.ROOT, "%.0f s", seconds)
                : String.format(Locale.ROOT, "%,.0f min", Math.ceil(seconds / 60));
    }

    private void printRows(SourceSchema source) {
        var out = app.terminal().out();
        var tables = source.tables().stream().filter(Table::holdsRows).toList();
        var defaults = MigrationDefaults.from(app.environment());
        var policy = new PartitionPolicy(
                defaults.partitionThreshold(), defaults.partitionThresholdMb() << 20, defaults.maxPartitions());
        tables.forEach(table -> out.println(String.format(
                Locale.ROOT,
                "-- Moving about %,d rows, %,d bytes, in %s, about %s, of table %s",
                table.size().estimatedRows(),
                table.size().bytes(),
                partitions(policy.partitionsFor(
                        table.size().estimatedRows(), table.size().bytes())),
                time(table.size().bytes()),
                table.name().toString().replaceAll("\\R", " "))));
        long bytes = tables.stream().mapToLong(table -> table.size().bytes()).sum();
        out.println(String.format(
                Locale.ROOT,
                "-- Together about %,d rows and %,d bytes in %d tables: about %s at %.0f MB a second, without indexes and"
                        + " constraints",
                tables.stream().mapToLong(table -> table.size().estimatedRows()).sum(),
                bytes,
                tables.size(),
                time(bytes),
                rate));
        out.println();
    }
}
