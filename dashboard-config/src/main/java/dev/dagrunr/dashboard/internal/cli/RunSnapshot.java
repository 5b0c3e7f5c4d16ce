package dev.dagrunr.dashboard.internal.cli;

import dev.dagrunr.dag.RunState;
import dev.dagrunr.dag.TaskState;
import dev.dagrunr.engine.RunInfo;
import dev.dagrunr.engine.TaskInstanceInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A run at one moment, as somebody who waits for it wants to see it. Immutable.
 *
 * @param subRunTasks the task instances of the runs that it started itself
 * @param plannedRows rows that it is going to move by estimate; 0 when it does not move rows or does not know yet
 */
record RunSnapshot(
        RunInfo run, List<TaskInstanceInfo> tasks, List<TaskInstanceInfo> subRunTasks, long plannedRows, Instant at) {
    private static final Set<String> MOVING_ROWS = Set.of("transfer_table", "transfer_partition");

    RunState state() {
        return run.state();
    }

    Duration elapsed() {
        return Duration.between(
                run.startedAt().orElse(run.queuedAt()), run.endedAt().orElse(at));
    }

    long rowsDone() {
        return movers().mapToLong(TaskInstanceInfo::progressDone).sum();
    }

    long bytesDone() {
        return movers().mapToLong(TaskInstanceInfo::progressBytes).sum();
    }

    /** By the attempts that are shown: what they found done is no growth. */
    long rowsMoved() {
        return rowsDone() - movers().mapToLong(TaskInstanceInfo::resumedDone).sum();
    }

    /** As {@link #rowsMoved}. */
    long bytesMoved() {
        return bytesDone() - movers().mapToLong(TaskInstanceInfo::resumedBytes).sum();
    }

    /** At least what is done, because the plan is an estimate. */
    long rowsExpected() {
        var announced = movers().mapToLong(TaskInstanceInfo::progressExpected).sum();
        return Math.max(rowsDone(), Math.max(announced, plannedRows));
    }

    private Stream<TaskInstanceInfo> movers() {
        return tasks.stream().filter(task -> MOVING_ROWS.contains(task.taskId()));
    }

    int total() {
        return (int) all().count();
    }

    int finished() {
        return (int) all().filter(task -> task.state().finished()).count();
    }

    int failed() {
        return (int) all().filter(task -> task.state() == TaskState.FAILED).count();
    }

    int retrying() {
        return (int)
                all().filter(task -> task.state() == TaskState.UP_FOR_RETRY).count();
    }

    List<TaskInstanceInfo> running() {
        return all().filter(task -> task.state() == TaskState.RUNNING).toList();
    }

    private Stream<TaskInstanceInfo> all() {
        return Stream.concat(tasks.stream(), subRunTasks.stream());
    }
}
