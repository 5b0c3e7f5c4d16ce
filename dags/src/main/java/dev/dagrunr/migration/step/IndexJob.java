package dev.dagrunr.migration.step;

import dev.dagrunr.migration.ddl.DdlStatement;
import java.util.List;

/**
 * An index that may be built as soon as its table is complete. Immutable.
 *
 * @param name of its job in the list of {@link Maintenance#indexes}, and {@code cost} as there
 */
public record IndexJob(String name, double cost, List<DdlStatement> statements) {
    public IndexJob {
        statements = List.copyOf(statements);
    }

    Maintenance.Job job() {
        return new Maintenance.Job(name, cost, statements);
    }
}
