package dev.dagrunr.dashboard.internal.cli;

import dev.dagrunr.dag.TaskState;
import dev.dagrunr.engine.LogLine;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The tasks of a DAG, and what became of them in a run. */
@Command(
        name = "tasks",
        mixinStandardHelpOptions = true,
        description = "Shows tasks, their states and logs; clears them.")
final class TasksCommand {
    private final App app;

    TasksCommand(App app) {
        this.app = app;
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the tasks of a DAG.")
    int list(@Parameters(paramLabel = "DAG_ID") String dagId, @Mixin OutputOption output) {
        try (var dags = app.dags()) {
            var listing = Listing.of("task_id");
            App.require(dags, dagId).taskIds().forEach(listing::row);
            listing.print(output.format, app.terminal());
            return ExitCode.SUCCESS;
        }
    }

    @Command(
            name = "states-for-dag-run",
            mixinStandardHelpOptions = true,
            description = "Lists the task instances of a run.")
    int statesForDagRun(
            @Parameters(paramLabel = "DAG_ID") String dagId,
            @Parameters(paramLabel = "RUN_ID") String runId,
            @Mixin OutputOption output) {
        app.requireDag(dagId);
        try (var engine = app.connect()) {
            var listing = Listing.of(
                    "task_id",
                    "map_index",
                    "label",
                    "state",
                    "try",
                    "started_at",
                    "seconds",
                    "done",
                    "expected",
                    "bytes",
                    "node",
                    "reason");
            for (var task : engine.dagrunr().run(dagId, runId).tasks()) {
                listing.row(
                        task.taskId(),
                        task.mapIndex(),
                        task.label(),
                        task.state().wireName(),
                        task.tryNumber(),
                        Texts.time(task.startedAt()),
                        Texts.seconds(task.startedAt(), task.endedAt()),
                        task.progressDone(),
                        task.progressExpected(),
                        task.progressBytes(),
                        task.node().orElse(null),
                        task.reason());
            }
            listing.print(output.format, app.terminal());
            return ExitCode.SUCCESS;
        }
    }

    @Command(name = "state", mixinStandardHelpOptions = true, description = "Prints the state of a task instance.")
    int state(
            @Parameters(paramLabel = "DAG_ID") String dagId,
            @Parameters(paramLabel = "TASK_ID") String taskId,
            @Option(names = "--run-id", paramLabel = "ID", required = true) String runId,
            @Option(names = "--map-index", paramLabel = "N", defaultValue = "-1", description = "For a mapped task")
                    int mapIndex,
            @Mixin OutputOption output) {
        app.requireDag(dagId);
        try (var engine = app.connect()) {
            var state = engine.dagrunr().run(dagId, runId).tasks().stream()
                    .filter(task -> task.taskId().equals(taskId) && task.mapIndex() == mapIndex)
                    .map(task -> task.state())
                    .findFirst()
                    .orElseThrow(() -> CommandFailure.usage("Run '" + runId + "' has no task instance '" + taskId + "'"
                            + (mapIndex < 0 ? "" : " with map index " + mapIndex)));
            if (output.format == OutputFormat.table) {
                app.terminal().out().println(state.wireName());
            } else {
                Listing.of("dag_id", "task_id", "run_id", "map_index", "state")
                        .row(dagId, taskId, runId, mapIndex, state.wireName())
                        .print(output.format, app.terminal());
            }
            return state == TaskState.FAILED || state == TaskState.UPSTREAM_FAILED
                    ? ExitCode.NEGATIVE
                    : ExitCode.SUCCESS;
        }
    }

    @Command(
            name = "failed-deps",
            mixinStandardHelpOptions = true,
            description = "Says why a task instance does not run.")
    int failedDeps(
            @Parameters(paramLabel = "DAG_ID") String dagId,
            @Parameters(paramLabel = "TASK_ID") String taskId,
            @Option(names = "--run-id", paramLabel = "ID", required = true) String runId,
            @Option(names = "--map-index", paramLabel = "N", defaultValue = "-1", description = "For a mapped task")
                    int mapIndex,
            @Mixin OutputOption output) {
        app.requireDag(dagId);
        try (var engine = app.connect()) {
            var listing = Listing.of("reason");
            engine.dagrunr().run(dagId, runId).whyNotRunning(taskId, mapIndex).forEach(listing::row);
            listing.print(output.format, app.terminal());
            return ExitCode.SUCCESS;
        }
    }

    @Command(
            name = "set-retries",
            mixinStandardHelpOptions = true,
            description = "Changes the retries of a task in a run, for instances that have not ended.")
    int setRetries(
            @Parameters(paramLabel = "DAG_ID") String dagId,
            @Parameters(paramLabel = "TASK_ID") String taskId,
            @Parameters(paramLabel = "RETRIES") int retries,
            @Option(names = "--run-id", paramLabel = "ID", required = true) String runId,
            @Option(names = "--map-index", paramLabel = "N", description = "Only this instance of the task") @Nullable Integer mapIndex) {
        app.requireDag(dagId);
        try (var engine = app.connect()) {
            int changed = engine.dagrunr().run(dagId, runId).setRetries(taskId, Optional.ofNullable(mapIndex), retries);
            app.terminal().out().println("Changed " + changed + " task instances.");
            return changed > 0 ? ExitCode.SUCCESS : ExitCode.NEGATIVE;
        }
    }

    @Command(
            name = "logs",
            mixinStandardHelpOptions = true,
            description = "Prints the log of all attempts of a task instance, also while it runs.")
    int logs(
            @Parameters(paramLabel = "DAG_ID") String dagId,
            @Parameters(paramLabel = "TASK_ID") String taskId,
            @Option(names = "--run-id", paramLabel = "ID", required = true) String runId,
            @Option(names = "--map-index", paramLabel = "N", defaultValue = "-1", description = "For a mapped task")
                    int mapIndex,
            @Mixin OutputOption output) {
        app.requireDag(dagId);
        try (var engine = app.connect()) {
            var lines = engine.dagrunr().run(dagId, runId).log(taskId, mapIndex);
            if (output.format == OutputFormat.table) {
                printForPeople(lines);
            } else {
                var listing = Listing.of("attempt", "line", "at", "level", "message");
                lines.forEach(line -> listing.row(line.epoch(), line.line(), line.at(), line.level(), line.message()));
                listing.print(output.format, app.terminal());
            }
            return ExitCode.SUCCESS;
        }
    }

    /** As it was written, so that a line can be as long as it is. */
    private void printForPeople(List<LogLine> lines) {
        var out = app.terminal().out();
        var attempts = lines.stream().map(LogLine::epoch).distinct().count();
        var attempt = -1;
        for (var line : lines) {
            if (attempts > 1 && attempt != line.epoch()) {
                attempt = line.epoch();
                out.println("--- attempt " + attempt);
            }
            out.println(Texts.time(line.at()) + " " + line.level() + " " + line.message());
        }
        out.flush();
    }
}
