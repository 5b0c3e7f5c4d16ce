package dev.dagrunr.examples;

import dev.dagrunr.dag.Dag;
import dev.dagrunr.migration.LoadDag;
import dev.dagrunr.migration.LoadParams;
import dev.dagrunr.migration.connection.Connections;
import dev.dagrunr.migration.source.TableSource;
import dev.dagrunr.migration.source.TypeMapping;

/** Moves an archive to PostgreSQL, whose types have the names of another database. */
public final class Archive {
    private Archive() {}

    // begin: types
    public static Dag<LoadParams> dag(TableSource source, Connections connections) {
        var types = TypeMapping.standard()
                .with("number\\((\\d+)\\)", "numeric($1)")
                .with("money", "numeric(19,4)")
                .with("clob", "text");
        return LoadDag.create("load_archive", source, types, connections);
    }
    // end: types
}
