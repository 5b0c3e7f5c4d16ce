package dev.dagrunr.dashboard.internal.cli;

import dev.dagrunr.migration.ddl.SchemaComparison;
import java.sql.SQLException;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Compares the definitions of two databases. */
@Command(
        name = "diff",
        mixinStandardHelpOptions = true,
        description = "Compares the schemas of two databases, not their rows: exit code 0 when they are equal, else 1.")
final class DiffCommand implements Callable<Integer> {
    @Mixin
    private final SchemaOptions schemas = new SchemaOptions();

    @Mixin
    private final OutputOption output = new OutputOption();

    private final App app;

    DiffCommand(App app) {
        this.app = app;
    }

    @Override
    public Integer call() throws SQLException {
        var differences = SchemaComparison.compare(schemas.source(app), schemas.target(app), schemas.mapping());
        var listing = Listing.of("difference", "object", "source", "target");
        differences.forEach(one ->
                listing.row(one.kind().name().toLowerCase(Locale.ROOT), one.object(), one.source(), one.target()));
        listing.print(output.format, app.terminal());
        return differences.isEmpty() ? ExitCode.SUCCESS : ExitCode.NEGATIVE;
    }
}
