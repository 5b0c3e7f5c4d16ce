package dev.dagrunr.migration;

import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.RetryPolicy;
import dev.dagrunr.migration.connection.Connections;
import dev.dagrunr.migration.source.TableShape;
import dev.dagrunr.migration.source.TableSource;
import dev.dagrunr.migration.source.TypeMapping;
import dev.dagrunr.migration.step.LoadSteps;
import dev.dagrunr.migration.step.LoadSteps.CountedTable;
import dev.dagrunr.migration.transfer.TransferResult;
import java.time.Duration;

/**
 * Moves the tables of a source of another type to PostgreSQL: tables, rows, primary keys, and a comparison of the counts. Rows go
 * by the same checkpoints as those of {@link MigrationDag}.
 */
public final class LoadDag {
    private LoadDag() {}

    /**
     * @param id of the DAG, such as {@code load_archive}
     * @param types maps every type of the source; one that it does not fails the run before anything is changed
     */
    public static Dag<LoadParams> create(String id, TableSource source, TypeMapping types, Connections connections) {
        var steps = new LoadSteps(source, types, connections);
        var dag = Dag.named(id, LoadParams.class)
                .description("Moves the tables of " + source.name() + " to PostgreSQL, and compares the counts")
                .defaults(LoadParams.defaults())
                .retries(RetryPolicy.fixedDelay(3, Duration.ofSeconds(5)));

        var tables = dag.task("read_tables").runsList(TableShape.class, steps::readTables);
        var created = dag.task("create_tables").reads(tables).runs(Integer.class, steps::createTables);
        var rows = dag.task("transfer_table")
                .expand(tables)
                .labels(TableShape::name)
                .after(created)
                .runs(TransferResult.class, steps::transferTable);
        var keys =
                dag.task("create_primary_keys").reads(tables).after(rows).runs(Integer.class, steps::createPrimaryKeys);
        dag.task("compare_counts").reads(tables).after(keys).runsList(CountedTable.class, steps::compareCounts);
        return dag.build();
    }
}
