package dev.dagrunr.migration.step;

import dev.dagrunr.migration.transfer.TableLoad;
import org.jspecify.annotations.Nullable;

/**
 * A table to move. Immutable.
 *
 * @param obstacle why it cannot be moved, which fails the task; null when it can
 */
public record TableTask(TableLoad load, @Nullable String obstacle) {
    /** For people: the name of the table, with its schema unless that is {@code public}. */
    public String label() {
        return label(load);
    }

    static String label(TableLoad load) {
        var source = load.source();
        return source.schema().equals("public") ? source.table() : source.toString();
    }
}
