package dev.dagrunr.dashboard.internal.cli;

import dev.dagrunr.dashboard.internal.node.AppEngine;
import dev.dagrunr.engine.RunHandle;
import java.util.List;

/** The runs that tasks of a run have triggered. */
final class SubRuns {
    private SubRuns() {}

    /** The newest first, among the newest runs of each DAG. The engine puts the id of the triggering run into theirs. */
    static List<RunHandle> of(AppEngine engine, String runId, int runsPerDag) {
        var dagrunr = engine.dagrunr();
        var prefix = "triggered__" + runId + "__";
        return engine.dags().all().stream()
                .flatMap(dag -> dagrunr.runs(dag.id(), runsPerDag).stream())
                .filter(run -> run.runId().startsWith(prefix))
                .map(run -> dagrunr.run(run.dagId(), run.runId()))
                .toList();
    }
}
