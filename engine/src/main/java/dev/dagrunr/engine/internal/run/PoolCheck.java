package dev.dagrunr.engine.internal.run;

import dev.dagrunr.dag.internal.model.Graph;
import dev.dagrunr.dag.internal.model.Task;
import dev.dagrunr.engine.DagRunrException;
import dev.dagrunr.engine.ErrorCode;
import dev.dagrunr.engine.PoolSettings;
import dev.dagrunr.engine.internal.store.PoolStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Refuses a run whose tasks could never be queued, for want of a pool that is large enough. */
final class PoolCheck {
    private PoolCheck() {}

    /** Costs no statement where no task says anything about slots. */
    static void of(Connection connection, String dagId, Graph graph) throws SQLException {
        if (!graph.takesSpecialSlots()) {
            return;
        }
        var pools = PoolStore.settings(connection).stream()
                .collect(Collectors.toMap(PoolSettings::name, Function.identity()));
        var problems = graph.tasks().stream()
                .flatMap(task -> problem(task, pools).stream())
                .collect(Collectors.joining("; "));
        if (!problems.isEmpty()) {
            throw new DagRunrException(
                    ErrorCode.UNKNOWN_POOL, "DAG '" + dagId + "' cannot run: " + problems + "; set the pools first");
        }
    }

    private static Optional<String> problem(Task task, Map<String, PoolSettings> pools) {
        var slots = task.options().slots();
        @Nullable PoolSettings pool = pools.get(slots.pool());
        if (pool == null) {
            return Optional.of(
                    "task '" + task.id() + "' takes slots of pool '" + slots.pool() + "', which does not exist");
        }
        // a pool without slots holds everything back until somebody sets it again, and is meant to
        return pool.slots() > 0 && pool.slots() < slots.poolSlots()
                ? Optional.of("task '%s' takes %d slots of pool '%s', which has %d"
                        .formatted(task.id(), slots.poolSlots(), slots.pool(), pool.slots()))
                : Optional.empty();
    }
}
