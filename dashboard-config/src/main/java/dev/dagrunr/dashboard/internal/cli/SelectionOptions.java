package dev.dagrunr.dashboard.internal.cli;

import dev.dagrunr.engine.ClearOptions;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which task instances of a run are meant; all of them unless narrowed down. */
final class SelectionOptions {
    @Option(names = "--task-id", paramLabel = "TASK", description = "Only this task")
    private @Nullable String taskId;

    @Option(names = "--map-index", paramLabel = "N", description = "Only this instance of the task")
    private @Nullable Integer mapIndex;

    @Option(names = "--only-failed", description = "Only instances that failed, and what could not run because of them")
    private boolean onlyFailed;

    @Option(names = "--only-running", description = "Only instances that run")
    private boolean onlyRunning;

    @Option(names = "--downstream", description = "Also everything after them")
    private boolean downstream;

    @Option(names = "--upstream", description = "Also everything before them")
    private boolean upstream;

    /** @throws CommandFailure when an index of no task is meant */
    ClearOptions selection() {
        if (mapIndex != null && taskId == null) {
            throw CommandFailure.usage("--map-index needs --task-id; name the task it belongs to");
        }
        return new ClearOptions(
                Optional.ofNullable(taskId),
                Optional.ofNullable(mapIndex),
                onlyFailed,
                onlyRunning,
                downstream,
                upstream,
                false);
    }

    boolean namesATask() {
        return taskId != null;
    }
}
