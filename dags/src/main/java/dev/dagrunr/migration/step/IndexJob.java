package dev.dagrunr.migration.step;

import dev.dagrunr.migration.ddl.DdlStatement;
import java.util.List;

/**
 * An index that may be built as soon as its table is complete. Immutable.
 *
 * @param name of its job in the list of {@link Maintenance#indexes}
 */
public record IndexJob(String name, List<DdlStatement> statements) {
    public IndexJob {
        statements = List.copyOf(statements);
    }
}
