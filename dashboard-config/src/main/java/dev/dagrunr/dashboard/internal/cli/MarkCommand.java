package dev.dagrunr.dashboard.internal.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Gives task instances of a run a state. */
@Command(
        name = "mark",
        mixinStandardHelpOptions = true,
        description = "Marks task instances of a run; what could not run because they had failed runs then.")
final class MarkCommand implements Callable<Integer> {
    /** What can be marked. */
    enum Mark {
        success,
        failed
    }

    @Parameters(paramLabel = "DAG_ID")
    private String dagId = "";

    @Option(names = "--run-id", paramLabel = "ID", required = true)
    private String runId = "";

    @Option(names = "--state", paramLabel = "STATE", required = true, description = "${COMPLETION-CANDIDATES}")
    private Mark state = Mark.success;

    @Option(
            names = {"-y", "--yes"},
            description = "Required to change anything")
    private boolean yes;

    @Mixin
    private SelectionOptions selection = new SelectionOptions();

    @Mixin
    private OutputOption output = new OutputOption();

    private final App app;

    MarkCommand(App app) {
        this.app = app;
    }

    @Override
    public Integer call() {
        app.requireDag(dagId);
        var chosen = selection.selection();
        if (!selection.namesATask()) {
            throw CommandFailure.usage("--task-id is missing; 'runs mark' marks a run");
        }
        if (!yes) {
            throw CommandFailure.usage("Nothing was marked; give --yes");
        }
        try (var engine = app.connect()) {
            var run = engine.dagrunr().run(dagId, runId);
            var marked = state == Mark.success ? run.markSuccess(chosen) : run.markFailed(chosen);
            var listing = Listing.of("task_id", "map_index", "label", "state");
            marked.forEach(task -> listing.row(
                    task.taskId(), task.mapIndex(), task.label(), task.state().wireName()));
            listing.print(output.format, app.terminal());
            return ExitCode.SUCCESS;
        }
    }
}
