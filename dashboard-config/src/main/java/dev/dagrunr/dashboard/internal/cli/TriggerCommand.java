package dev.dagrunr.dashboard.internal.cli;

import dev.dagrunr.engine.DagRunr;
import dev.dagrunr.engine.TriggerOptions;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Starts a run. */
@Command(
        name = "trigger",
        mixinStandardHelpOptions = true,
        description = "Creates a run of a DAG. With --wait, its tasks run in this process when no node is alive.")
final class TriggerCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DAG_ID")
    private String dagId = "";

    @Option(
            names = {"-c", "--conf"},
            paramLabel = "JSON",
            defaultValue = "{}",
            description = "Parameters of the run; 'dags show DAG_ID' lists the keys")
    private String conf = "{}";

    @Option(names = "--run-id", paramLabel = "ID", description = "Default: manual__ and the time")
    private @Nullable String runId;

    @Option(names = "--attach", description = "When a run of that id exists, it is the one to wait for")
    private boolean attach;

    @Option(names = "--wait", description = "Shows progress until the run ends; exit code 0 when it succeeded, else 1")
    private boolean wait;

    private final App app;

    TriggerCommand(App app) {
        this.app = app;
    }

    @Override
    public Integer call() throws InterruptedException {
        app.requireDag(dagId);
        if (attach && runId == null) {
            throw CommandFailure.usage("--attach needs --run-id; name the run to attach to");
        }
        try (var dags = app.dags()) {
            // a wrong conf need not wait for a database
            DagRunr.readConf(App.require(dags, dagId), conf);
        }
        try (var engine = app.connect()) {
            var options = new TriggerOptions(Optional.ofNullable(runId), attach, Optional.empty());
            var run = engine.dagrunr().runner(dagId).triggerJson(conf, options);
            if (wait) {
                app.terminal().note("Run " + run.runId() + " of DAG " + dagId);
                return new Waiting(app, engine, run).untilTheEnd();
            }
            app.terminal().out().println(run.runId());
            if (!engine.hasLiveNode()) {
                app.terminal().note(NoNode.waitsFor(run.runId()));
            }
            return ExitCode.SUCCESS;
        }
    }
}
