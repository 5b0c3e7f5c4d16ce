package dev.dagrunr.migration.step;

import dev.dagrunr.migration.transfer.TableLoad;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table to move. Immutable.
 *
 * @param obstacle why it cannot be moved, which fails the task; null when it can
 * @param indexes that are worth building before all other tables are complete
 */
public record TableTask(TableLoad load, @Nullable String obstacle, List<IndexJob> indexes) {
    public TableTask {
        indexes = List.copyOf(indexes);
    }

    TableTask(TableLoad load, @Nullable String obstacle) {
        this(load, obstacle, List.of());
    }

    TableTask with(List<IndexJob> some) {
        return new TableTask(load, obstacle, some);
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
