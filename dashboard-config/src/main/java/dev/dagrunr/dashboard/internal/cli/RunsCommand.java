package dev.dagrunr.dashboard.internal.cli;

import dev.dagrunr.dag.RunState;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Ends runs. */
@Command(name = "runs", mixinStandardHelpOptions = true, description = "Stops runs.")
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
}
