package dev.dagrunr.engine.internal.run;

import dev.dagrunr.dag.BackfillFate;
import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.PlannedRun;
import dev.dagrunr.dag.Run;
import dev.dagrunr.dag.RunType;
import dev.dagrunr.dag.Timetable;
import dev.dagrunr.dag.internal.decision.BackfillRule;
import dev.dagrunr.engine.BackfillOptions;
import dev.dagrunr.engine.BackfillRun;
import dev.dagrunr.engine.ClearOptions;
import dev.dagrunr.engine.DagRunrException;
import dev.dagrunr.engine.ErrorCode;
import dev.dagrunr.engine.RunInfo;
import dev.dagrunr.engine.internal.json.Conf;
import dev.dagrunr.engine.internal.store.BackfillStore;
import dev.dagrunr.engine.internal.store.RunStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs of a DAG for times that are over. Thread-safe. */
final class Backfills {
    private static final int MOST_RUNS = 10_000;

    private final Coordinator coordinator;
    private final Repair repair;
    private final InstantSource clock;

    Backfills(Coordinator coordinator, Repair repair, InstantSource clock) {
        this.coordinator = coordinator;
        this.repair = repair;
        this.clock = clock;
    }

    /** What {@link #create} would do. Changes nothing. */
    List<BackfillRun> preview(Dag<?> dag, BackfillOptions options) {
        var planned = plan(dag, options);
        return coordinator.inTransaction((connection, aftermath) -> {
            var runs = new ArrayList<BackfillRun>();
            for (var run : planned) {
                runs.add(preview(connection, dag.id(), run, options));
            }
            return runs;
        });
    }

    private static BackfillRun preview(Connection connection, String dagId, PlannedRun planned, BackfillOptions options)
            throws SQLException {
        var existing = RunStore.find(connection, dagId, planned.dataInterval().start());
        var fate = BackfillRule.fate(existing.map(RunInfo::state), options.reprocess());
        return new BackfillRun(existing.map(RunInfo::run).orElseGet(() -> run(dagId, planned)), fate);
    }

    private static Run run(String dagId, PlannedRun planned) {
        return new Run(
                dagId,
                RunType.BACKFILL.wireName() + "__" + planned.runAfter(),
                RunType.BACKFILL,
                Optional.of(planned.dataInterval().start()),
                Optional.of(planned.dataInterval()));
    }

    /** All or nothing; in the order of the logical dates. */
    <P extends Record> List<BackfillRun> create(Dag<P> dag, BackfillOptions options) {
        var planned = plan(dag, options);
        var conf = Conf.write(dag, dag.defaults().orElseThrow());
        return coordinator.inTransaction((connection, aftermath) -> {
            refuseSecond(connection, dag.id());
            long backfill = BackfillStore.insert(connection, dag.id(), options, clock.instant());
            var runs = new ArrayList<BackfillRun>();
            for (int place = 0; place < planned.size(); place++) {
                int ordinal = options.backwards() ? planned.size() - place : place + 1;
                var run = preview(connection, dag.id(), planned.get(place), options);
                runs.add(carryOut(connection, aftermath, run, conf, new Place(backfill, ordinal)));
            }
            aftermath.admitRuns(dag.id());
            return runs;
        });
    }

    private record Place(long backfill, int ordinal) {}

    private BackfillRun carryOut(
            Connection connection, Aftermath aftermath, BackfillRun wanted, String conf, Place place)
            throws SQLException {
        var run = wanted.run();
        if (wanted.fate() == BackfillFate.CREATED) {
            var key = coordinator.creation().insert(connection, run, conf, Optional.empty());
            if (key.isEmpty()) {
                // somebody else has just created it
                return new BackfillRun(run, BackfillFate.IN_FLIGHT);
            }
            BackfillStore.add(connection, place.backfill(), place.ordinal(), key.get());
        } else if (wanted.fate() == BackfillFate.REPROCESSED) {
            long key = RunStore.find(connection, run.dagId(), run.runId())
                    .orElseThrow()
                    .key();
            BackfillStore.add(connection, place.backfill(), place.ordinal(), key);
            repair.clear(connection, aftermath, key, ClearOptions.wholeRun());
        }
        return wanted;
    }

    private static void refuseSecond(Connection connection, String dagId) throws SQLException {
        var unfinished = BackfillStore.unfinished(connection, dagId);
        if (unfinished.isPresent()) {
            throw new DagRunrException(
                    ErrorCode.INVALID_STATE,
                    "DAG '" + dagId + "' has a backfill that has not ended, with run '" + unfinished.get()
                            + "'; wait for its end, or stop its runs");
        }
    }

    private List<PlannedRun> plan(Dag<?> dag, BackfillOptions options) {
        var timetable = dag.options().runs().timetable().filter(Timetable::periodic);
        var problems = new ArrayList<>(BackfillRule.problems(
                new BackfillRule.Range(options.from(), options.to(), options.backwards()),
                options.reprocess(),
                dag.graph().looksBack(),
                clock.instant()));
        if (timetable.isEmpty()) {
            problems.add("the DAG has no schedule that says which runs there are");
        }
        if (options.maxActiveRuns() < 1) {
            problems.add("maxActiveRuns is " + options.maxActiveRuns() + ", but at least 1 run must be able to run");
        }
        if (timetable.isEmpty() || !problems.isEmpty()) {
            throw new DagRunrException(
                    ErrorCode.INVALID_CONF,
                    "DAG '" + dag.id() + "' cannot be backfilled: " + String.join("; ", problems));
        }
        return plan(dag.id(), timetable.get(), options, clock.instant());
    }

    private static List<PlannedRun> plan(String dagId, Timetable timetable, BackfillOptions options, Instant now) {
        var bounds = new Timetable.Bounds(Optional.of(options.from()), Optional.of(options.to()), true, now);
        var planned = new ArrayList<PlannedRun>();
        var next = timetable.next(Optional.empty(), bounds);
        while (next.isPresent()) {
            if (planned.size() == MOST_RUNS) {
                throw new DagRunrException(
                        ErrorCode.INVALID_CONF,
                        "A backfill of DAG '" + dagId + "' from " + options.from() + " to " + options.to()
                                + " would have more than " + MOST_RUNS + " runs; give a shorter time");
            }
            planned.add(next.get());
            next = timetable.next(next.map(PlannedRun::dataInterval), bounds);
        }
        return planned;
    }
}
