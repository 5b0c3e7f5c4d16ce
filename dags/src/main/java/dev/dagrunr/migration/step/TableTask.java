package dev.dagrunr.migration.step;

import dev.dagrunr.migration.transfer.TableLoad;
import org.jspecify.annotations.Nullable;

/**
 * A table to move. Immutable.
 *
 * @param obstacle why it cannot be moved, which fails the task; null when it can
 * @param early what follows its rows before all other tables are complete
 */
public record TableTask(TableLoad load, @Nullable String obstacle, EarlyWork early) {
    TableTask(TableLoad load, @Nullable String obstacle) {
        this(load, obstacle, EarlyWork.NONE);
    }

    TableTask with(EarlyWork work) {
        return new TableTask(load, obstacle, work);
    }

    /** For people: the name of the table, with its schema unless that is {@code public}. */
    public String label() {
        return label(load);
    }

    static String label(TableLoad load) {
        var source = load.source();
        return source.schema().equals("public") ? source.table() : source.toString();
    }
}
