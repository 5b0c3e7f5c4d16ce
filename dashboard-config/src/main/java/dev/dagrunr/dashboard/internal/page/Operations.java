package dev.dagrunr.dashboard.internal.page;

import dev.dagrunr.dashboard.internal.web.NotFoundException;
import dev.dagrunr.engine.DagRunr;
import dev.dagrunr.engine.PoolInfo;
import dev.dagrunr.engine.view.DagSummary;
import dev.dagrunr.engine.view.RunSummary;
import dev.dagrunr.engine.view.TaskSummary;
import dev.dagrunr.engine.view.TaskTimes;
import dev.dagrunr.engine.view.View;
import dev.dagrunr.migration.connection.Connections;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What pages and the REST API look at and act on. Thread-safe. */
public final class Operations {
    private static final int MOST_SHAPES = 500;

    private final DagRunr dagrunr;
    private final Connections connections;
    private final RunTimes times;
    private final InstantSource clock = InstantSource.system();
    private final Map<String, Shape> shapes = new ConcurrentHashMap<>();

    public Operations(DagRunr dagrunr, Connections connections) {
        this.dagrunr = dagrunr;
        this.connections = connections;
        this.times = new RunTimes(dagrunr.view());
    }

    public DagRunr dagrunr() {
        return dagrunr;
    }

    public View view() {
        return dagrunr.view();
    }

    public Connections connections() {
        return connections;
    }

    public Instant now() {
        return clock.instant();
    }

    /** @throws NotFoundException when no node has registered it */
    public DagSummary dag(String dagId, int recentRuns) {
        return view().dag(dagId, recentRuns)
                .orElseThrow(() -> new NotFoundException("There is no DAG '" + dagId + "'."));
    }

    /** @throws NotFoundException when the DAG has no such run */
    public RunSummary run(String dagId, String runId) {
        return view().run(dagId, runId)
                .orElseThrow(() -> new NotFoundException("DAG '" + dagId + "' has no run '" + runId + "'."));
    }

    /** @throws NotFoundException when there is none of that name */
    public PoolInfo pool(String name) {
        return dagrunr.pools().stream()
                .filter(pool -> pool.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new NotFoundException("There is no pool '" + name + "'."));
    }

    /** When the tasks of a run worked; of a wide run what was known last. */
    Map<String, TaskTimes> times(RunSummary run, Collection<TaskSummary> tasks) {
        return times.of(run, tasks);
    }

    /** The tasks that a DAG has in this version. */
    public Shape shape(String hash) {
        if (shapes.size() > MOST_SHAPES) {
            shapes.clear();
        }
        return shapes.computeIfAbsent(
                hash,
                key -> Shape.read(view().structure(key)
                        .orElseThrow(() -> new NotFoundException("There is no structure '" + key + "'."))));
    }
}
