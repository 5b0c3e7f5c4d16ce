package dev.dagrunr.migration.step;

import dev.dagrunr.migration.validation.TablePair;
import org.jspecify.annotations.Nullable;

/**
 * A table to compare. Immutable.
 *
 * @param obstacle why it cannot be compared, which is reported as a difference; null when it can
 */
public record ComparedTable(TablePair pair, @Nullable String obstacle) {
    /** For people: the name of the table, with its schema unless that is {@code public}. */
    public String label() {
        return pair.sourceSchema().equals("public")
                ? pair.sourceTable()
                : pair.sourceSchema() + "." + pair.sourceTable();
    }
}
