package dev.dagrunr.dashboard.internal.cli;

import dev.dagrunr.dag.RunState;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Ends runs, and runs again what failed in them. */
@Command(name = "runs", mixinStandardHelpOptions = true, description = "Stops, marks and reruns runs.")
final class RunsCommand {
    private final App app;

    RunsCommand(App app) {
        this.app = app;
    }

    @Command(
            name = "stop",
            mixinStandardHelpOptions = true,
            description = "Ends a run as failed: running tasks are interrupted, the others do not start.")
    int stop(
            @Parameters(paramLabel = "DAG_ID") String dagId,
            @Option(names = "--run-id", paramLabel = "ID", required = true) String runId) {
        app.requireDag(dagId);
        try (var engine = app.connect()) {
            var run = engine.dagrunr().run(dagId, runId);
            if (run.state().finished()) {
                throw CommandFailure.negative("Run '" + runId + "' had ended before, with "
                        + run.state().wireName());
            }
            run.stop("Stopped on the command line");
            app.terminal().out().println("Stopped run " + runId + ".");
            return run.state() == RunState.FAILED ? ExitCode.SUCCESS : ExitCode.NEGATIVE;
        }
    }

    @Command(
            name = "mark",
            mixinStandardHelpOptions = true,
            description = "Ends a run, and all of its tasks, as a success or as failed.")
    int mark(
            @Parameters(paramLabel = "DAG_ID") String dagId,
            @Option(names = "--run-id", paramLabel = "ID", required = true) String runId,
            @Option(names = "--state", paramLabel = "STATE", required = true, description = "${COMPLETION-CANDIDATES}")
                    MarkCommand.Mark state,
            @Option(
                            names = {"-y", "--yes"},
                            description = "Required to change anything")
                    boolean yes) {
        app.requireDag(dagId);
        if (!yes) {
            throw CommandFailure.usage("Nothing was marked; give --yes");
        }
        try (var engine = app.connect()) {
            var run = engine.dagrunr().run(dagId, runId);
            if (state == MarkCommand.Mark.success) {
                run.markSuccess();
            } else {
                run.markFailed();
            }
            app.terminal().out().println("Run " + runId + " is " + run.state().wireName() + ".");
            return ExitCode.SUCCESS;
        }
    }

    @Command(
            name = "rerun",
            mixinStandardHelpOptions = true,
            description = "Runs what failed in a run again in a new run, which takes over what had succeeded.")
    int rerun(
            @Parameters(paramLabel = "DAG_ID") String dagId,
            @Option(names = "--run-id", paramLabel = "ID", required = true) String runId,
            @Option(names = "--new-run-id", paramLabel = "ID", description = "Default: the run's id and a number")
                    @Nullable String newRunId) {
        app.requireDag(dagId);
        try (var engine = app.connect()) {
            var old = engine.dagrunr().run(dagId, runId);
            var run = newRunId == null ? old.rerunFailed() : old.rerunFailed(newRunId);
            app.terminal().out().println(run.runId());
            if (!engine.hasLiveNode()) {
                app.terminal().note(NoNode.waitsFor(run.runId()));
            }
            return ExitCode.SUCCESS;
        }
    }
}
