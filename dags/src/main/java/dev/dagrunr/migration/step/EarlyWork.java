package dev.dagrunr.migration.step;

import dev.dagrunr.migration.ddl.DdlStatement;
import java.util.List;

/**
 * What is worth doing for a table as soon as all its rows are there, while rows of others still move. Immutable.
 *
 * @param indexes the costliest first
 * @param statistics for the planner, after the indexes
 */
public record EarlyWork(List<IndexJob> indexes, List<DdlStatement> statistics) {
    static final EarlyWork NONE = new EarlyWork(List.of(), List.of());

    public EarlyWork {
        indexes = List.copyOf(indexes);
        statistics = List.copyOf(statistics);
    }

    boolean isNothing() {
        return indexes.isEmpty() && statistics.isEmpty();
    }
}
