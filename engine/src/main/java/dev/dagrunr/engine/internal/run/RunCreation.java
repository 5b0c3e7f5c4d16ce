package dev.dagrunr.engine.internal.run;

import dev.dagrunr.dag.Run;
import dev.dagrunr.engine.internal.store.InstanceSet;
import dev.dagrunr.engine.internal.store.ProgressStore;
import dev.dagrunr.engine.internal.store.RunStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Inserts the rows of new runs. They are queued; {@link RunStarts} starts them. Thread-safe. */
final class RunCreation {
    private final DagRegistry registry;
    private final InstantSource clock;
    private final int defaultMaxActiveTasks;

    RunCreation(DagRegistry registry, InstantSource clock, int defaultMaxActiveTasks) {
        this.registry = registry;
        this.clock = clock;
        this.defaultMaxActiveTasks = defaultMaxActiveTasks;
    }

    /** A run whose time is now. */
    Optional<Long> insert(Connection connection, Run run, String conf, Optional<RunStore.Parent> parent)
            throws SQLException {
        return insert(connection, run, run.logicalDate().orElseGet(clock::instant), conf, parent);
    }

    /**
     * Locks nothing that anybody else could wait for, but the id of the run and its logical date.
     *
     * @param runAfter by which queued runs of the DAG are ordered
     */
    Optional<Long> insert(
            Connection connection, Run run, Instant runAfter, String conf, Optional<RunStore.Parent> parent)
            throws SQLException {
        var registered = registry.require(run.dagId());
        var graph = registered.graph();
        PoolCheck.of(connection, run.dagId(), graph);
        var now = clock.instant();
        var row = new RunStore.NewRun(
                run,
                runAfter,
                registered.hash(),
                conf,
                registered.dag().options().maxActiveTasks().orElse(defaultMaxActiveTasks),
                graph.takesSpecialSlots(),
                graph.tasks().size(),
                registered.dag().options().runs().timeout(),
                parent);
        var key = RunStore.insert(connection, row, now);
        if (key.isPresent()) {
            InstanceSet.insert(connection, key.get(), graph.tasks());
            ProgressStore.insert(connection, key.get(), graph);
        }
        return key;
    }
}
