package dev.dagrunr.dashboard.internal.cli;

import dev.dagrunr.engine.TaskInstanceInfo;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lets task instances of a run run again. */
@Command(
        name = "clear",
        mixinStandardHelpOptions = true,
        description = "Resets task instances of a run, so that they run again; all of them unless narrowed down.")
final class ClearCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DAG_ID")
    private String dagId = "";

    @Option(names = "--run-id", paramLabel = "ID", required = true)
    private String runId = "";

    @Mixin
    private SelectionOptions selection = new SelectionOptions();

    @Option(names = "--dry-run", description = "Lists them and changes nothing")
    private boolean dryRun;

    @Option(names = "--prevent-running-task", description = "Changes nothing when one of them runs")
    private boolean preventRunning;

    @Option(
            names = {"-y", "--yes"},
            description = "Required to change anything")
    private boolean yes;

    @Mixin
    private OutputOption output = new OutputOption();

    private final App app;

    ClearCommand(App app) {
        this.app = app;
    }

    @Override
    public Integer call() {
        app.requireDag(dagId);
        var options = preventRunning ? selection.selection().withoutRunning() : selection.selection();
        if (!dryRun && !yes) {
            throw CommandFailure.usage("Nothing was cleared; look with --dry-run, or give --yes");
        }
        try (var engine = app.connect()) {
            var run = engine.dagrunr().run(dagId, runId);
            print(dryRun ? run.clearable(options) : run.clear(options));
            if (!dryRun && !engine.hasLiveNode()) {
                app.terminal().note(NoNode.waitsFor(runId));
            }
            return ExitCode.SUCCESS;
        }
    }

    private void print(List<TaskInstanceInfo> tasks) {
        var listing = Listing.of("task_id", "map_index", "label", "state");
        tasks.forEach(task -> listing.row(
                task.taskId(), task.mapIndex(), task.label(), task.state().wireName()));
        listing.print(output.format, app.terminal());
    }
}
