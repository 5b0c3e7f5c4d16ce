package dev.dagrunr.dashboard.internal.cli;

import dev.dagrunr.dashboard.internal.node.AppEngine;
import dev.dagrunr.engine.RunHandle;

/** Waits for a run that was triggered, and reports its end. */
record Waiting(App app, AppEngine engine, RunHandle run) {
    /** @return the exit code */
    int untilTheEnd() throws InterruptedException {
        var state = new RunWatch(app, engine, run).untilItEnds();
        if (state.isPresent()) {
            return new RunReport(app, engine, run).print();
        }
        leave();
        return ExitCode.NEGATIVE;
    }

    /** A run that lives on this process alone would hang; one that others work on goes on. */
    private void leave() {
        if (engine.working()) {
            engine.dagrunr().run(run.dagId(), run.runId()).stop("Stopped with the process that ran it");
            app.terminal().note("Stopped run " + run.runId() + ".");
        } else {
            app.terminal()
                    .note("Run " + run.runId() + " goes on without this terminal; look at it with 'dagrunr dags state "
                            + run.dagId() + " --run-id " + run.runId() + "'.");
        }
    }
}
