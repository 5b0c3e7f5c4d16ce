package dev.dagrunr.migration;

import dev.dagrunr.dag.Param;
import java.util.List;

/** The conf of a {@link LoadDag}. Immutable. */
public record LoadParams(
        @Param(description = "The connection to write to") String targetConnId,

        @Param(description = "The schema to write to; created when it is not there")
        String targetSchema,

        @Param(description = "The most rows that are committed together; fewer when they weigh more than 4 MB")
        int chunkSize,

        @Param(description = "Only tables that match one of these globs; all when empty")
        List<String> includeTables,

        @Param(description = "No tables that match one of these globs")
        List<String> excludeTables) {
    public LoadParams {
        includeTables = List.copyOf(includeTables);
        excludeTables = List.copyOf(excludeTables);
        if (chunkSize < 1) {
            throw new IllegalArgumentException("chunk_size is " + chunkSize + "; it must be at least 1");
        }
    }

    /** Connection {@code postgres_target}, schema {@code public}, 10,000 rows at once, all tables. */
    public static LoadParams defaults() {
        return new LoadParams("postgres_target", "public", 10_000, List.of(), List.of());
    }
}
