package dev.dagrunr.migration.step;

import dev.dagrunr.dag.TaskContext;
import dev.dagrunr.dag.TaskFailedException;
import dev.dagrunr.migration.LoadParams;
import dev.dagrunr.migration.connection.Connections;
import dev.dagrunr.migration.ddl.LoadTarget;
import dev.dagrunr.migration.schema.ObjectName;
import dev.dagrunr.migration.schema.TableGlob;
import dev.dagrunr.migration.source.TableShape;
import dev.dagrunr.migration.source.TableSource;
import dev.dagrunr.migration.source.TypeMapping;
import dev.dagrunr.migration.transfer.Attempt;
import dev.dagrunr.migration.transfer.StreamTransfer;
import dev.dagrunr.migration.transfer.Transfer;
import dev.dagrunr.migration.transfer.TransferResult;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Moves the tables of a source of another type. Every step may be repeated at any time. Thread-safe. */
public final class LoadSteps {
    private final TableSource source;
    private final TypeMapping types;
    private final Connections connections;

    public LoadSteps(TableSource source, TypeMapping types, Connections connections) {
        this.source = source;
        this.types = types;
        this.connections = connections;
    }

    /** @param targetRows the same as {@code sourceRows}, or the task has failed */
    public record CountedTable(String table, long sourceRows, long targetRows) {}

    /** All that is wrong is said at once, before anything is changed. */
    public List<TableShape> readTables(TaskContext<LoadParams> context) throws IOException {
        var chosen = source.tables().stream()
                .filter(table -> isChosen(table, context.params()))
                .toList();
        var problems = new ShapeProblems(types).of(chosen);
        if (chosen.isEmpty()) {
            problems.add("no table matches include_tables and exclude_tables");
        }
        if (!problems.isEmpty()) {
            throw new TaskFailedException(
                    "The source '" + source.name() + "' cannot be moved: " + String.join("; ", problems) + ".");
        }
        return chosen;
    }

    private static boolean isChosen(TableShape table, LoadParams params) {
        return (params.includeTables().isEmpty() || matches(params.includeTables(), table))
                && !matches(params.excludeTables(), table);
    }

    private static boolean matches(List<String> globs, TableShape table) {
        return globs.stream().anyMatch(glob -> TableGlob.of(glob).matches(new ObjectName("", table.name())));
    }

    public int createTables(List<TableShape> tables, TaskContext<LoadParams> context) throws SQLException {
        return Failures.withoutVainRetries(() -> {
            try (var target = target(context)) {
                tables.forEach(target::create);
                return tables.size();
            }
        });
    }

    public TransferResult transferTable(TableShape table, TaskContext<LoadParams> context) throws SQLException {
        return Failures.withoutVainRetries(() -> {
            try (var listener = new ContextListener(context)) {
                var params = context.params();
                var result = new StreamTransfer(connections, source, params.chunkSize())
                        .run(table, params.targetConnId(), params.targetSchema(), attempt(context), listener);
                context.log().info(result.inWords());
                return result;
            }
        });
    }

    public int createPrimaryKeys(List<TableShape> tables, TaskContext<LoadParams> context) throws SQLException {
        return Failures.withoutVainRetries(() -> {
            try (var target = target(context)) {
                var keyed = tables.stream()
                        .filter(table -> !table.primaryKey().isEmpty())
                        .toList();
                keyed.forEach(target::addPrimaryKey);
                return keyed.size();
            }
        });
    }

    /** When all are the same the checkpoints go: the rows are complete. */
    public List<CountedTable> compareCounts(List<TableShape> tables, TaskContext<LoadParams> context)
            throws SQLException, IOException {
        var counted = new ArrayList<CountedTable>();
        try (var target = target(context)) {
            for (var table : tables) {
                counted.add(new CountedTable(table.name(), source.count(table), target.count(table)));
                context.progress(counted.size(), tables.size());
            }
        }
        var different = counted.stream()
                .filter(table -> table.sourceRows() != table.targetRows())
                .map(table -> table.table() + " has " + table.sourceRows() + " rows on the source and "
                        + table.targetRows() + " on the target")
                .collect(Collectors.joining("; "));
        if (!different.isEmpty()) {
            throw new TaskFailedException(
                    different + ". The source changed while it was read, or counts otherwise than it reads.");
        }
        new Transfer(connections)
                .forget(context.params().targetConnId(), attempt(context).runId());
        return counted;
    }

    private LoadTarget target(TaskContext<LoadParams> context) {
        var params = context.params();
        return LoadTarget.open(connections, params.targetConnId(), params.targetSchema(), types);
    }

    private static Attempt attempt(TaskContext<LoadParams> context) {
        return new Attempt(SchemaSteps.transferRun(context), context.attempt().epoch());
    }
}
