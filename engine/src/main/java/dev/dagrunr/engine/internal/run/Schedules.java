package dev.dagrunr.engine.internal.run;

import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.PlannedRun;
import dev.dagrunr.dag.Run;
import dev.dagrunr.dag.RunType;
import dev.dagrunr.dag.Timetable;
import dev.dagrunr.engine.DagRunrException;
import dev.dagrunr.engine.ErrorCode;
import dev.dagrunr.engine.internal.json.Conf;
import dev.dagrunr.engine.internal.store.RunStore;
import dev.dagrunr.engine.internal.store.ScheduleStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates scheduled runs, one for each that a timetable wants, whatever the number of nodes: the row of the DAG is locked,
 * and says which one is next. Thread-safe.
 */
final class Schedules {
    private static final Logger log = LoggerFactory.getLogger(Schedules.class);

    private final DagRegistry registry;
    private final RunCreation creation;
    private final InstantSource clock;

    Schedules(DagRegistry registry, RunCreation creation, InstantSource clock) {
        this.registry = registry;
        this.creation = creation;
        this.clock = clock;
    }

    /** Asks the timetables of all DAGs that this node has for their next runs: it may be another timetable now. */
    void planAll(Connection connection) throws SQLException {
        for (var dag : registry.all()) {
            plan(connection, dag);
        }
    }

    /** As {@link #planAll}, for one DAG, if this node has it. */
    void plan(Connection connection, String dagId) throws SQLException {
        var registered = registry.find(dagId);
        if (registered.isPresent()) {
            plan(connection, registered.get().dag());
        }
    }

    private void plan(Connection connection, Dag<?> dag) throws SQLException {
        var timetable = dag.options().runs().timetable();
        ScheduleStore.plan(
                connection, dag.id(), timetable.isEmpty() ? Optional.empty() : next(connection, dag, timetable.get()));
    }

    private Optional<PlannedRun> next(Connection connection, Dag<?> dag, Timetable timetable) throws SQLException {
        var last = ScheduleStore.last(connection, dag.id());
        var bounds = dag.options().runs().boundsAt(clock.instant());
        try {
            return timetable.next(last, bounds);
        } catch (RuntimeException e) {
            // it is the user's code, and runs in transactions that must not fail for it
            log.error("The timetable of DAG '{}' failed; no run of it is scheduled until a node starts", dag.id(), e);
            return Optional.empty();
        }
    }

    /**
     * Creates the next run, when its time has come and no more runs are on their way than may be active.
     *
     * @return whether there may be one more
     */
    boolean createDue(Connection connection, String dagId, int maxActiveRuns) throws SQLException {
        var registered = registry.find(dagId);
        var next = ScheduleStore.next(connection, dagId, clock.instant());
        if (registered.isEmpty() || next.isEmpty() || RunStore.unfinished(connection, dagId) >= maxActiveRuns) {
            return false;
        }
        try {
            create(connection, registered.get().dag(), next.get());
        } catch (DagRunrException e) {
            if (e.code().blame() != ErrorCode.Blame.CALLER) {
                throw e;
            }
            // found before anything was changed; the transaction is about more than this run
            log.error("No run of DAG '{}' can be scheduled: {}", dagId, e.getMessage());
            return false;
        }
        ScheduleStore.created(connection, dagId, next.get().dataInterval());
        plan(connection, registered.get().dag());
        return true;
    }

    /** Where the DAG has a run of that logical date, there is nothing to create. */
    private <P extends Record> void create(Connection connection, Dag<P> dag, PlannedRun planned) throws SQLException {
        var interval = planned.dataInterval();
        var runId = RunType.SCHEDULED.wireName() + "__" + planned.runAfter();
        var run = new Run(dag.id(), runId, RunType.SCHEDULED, Optional.of(interval.start()), Optional.of(interval));
        var conf = Conf.write(dag, dag.defaults().orElseThrow());
        creation.insert(connection, run, planned.runAfter(), conf, Optional.empty());
    }
}
