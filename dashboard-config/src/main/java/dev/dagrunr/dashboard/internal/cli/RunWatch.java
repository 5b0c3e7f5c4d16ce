package dev.dagrunr.dashboard.internal.cli;

import dev.dagrunr.dag.RunState;
import dev.dagrunr.dag.TaskState;
import dev.dagrunr.dashboard.internal.node.AppEngine;
import dev.dagrunr.engine.DagRunrException;
import dev.dagrunr.engine.ErrorCode;
import dev.dagrunr.engine.RunHandle;
import dev.dagrunr.engine.TaskInstanceInfo;
import dev.dagrunr.migration.step.CreatedTables;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Waits for one run and shows how it gets on. Not thread-safe. */
final class RunWatch {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);
    private static final Duration BETWEEN_NODE_CHECKS = Duration.ofSeconds(5);
    private static final int RUNS_TO_LOOK_AT = 20;

    private final App app;
    private final AppEngine engine;
    private final String dagId;
    private final String runId;
    private final ProgressDisplay display;
    private Instant nextShow;
    private Instant nextNodeCheck = Instant.now();
    private boolean answered = true;
    private long plannedRows;

    RunWatch(App app, AppEngine engine, RunHandle run) {
        this.app = app;
        this.engine = engine;
        this.dagId = run.dagId();
        this.runId = run.runId();
        this.display = new ProgressDisplay(app.terminal());
        this.nextShow = Instant.now().plus(display.interval());
    }

    /**
     * Until the run has ended, or somebody ends this process. When there is no other node to run it, or no longer, its
     * tasks run here. While the metadata database does not answer it is waited for, as nodes do.
     *
     * @return the state at the end; empty when this process is to end before
     */
    Optional<RunState> untilItEnds() throws InterruptedException {
        try {
            while (true) {
                var end = lookPatiently();
                if (end.isPresent() || app.termination().isRequested()) {
                    return end;
                }
            }
        } finally {
            display.finish();
        }
    }

    private Optional<RunState> lookPatiently() throws InterruptedException {
        try {
            var state = look();
            answered = true;
            return Optional.of(state).filter(RunState::finished);
        } catch (DagRunrException e) {
            if (e.code() != ErrorCode.DATABASE) {
                throw e;
            }
            if (answered) {
                display.say("The metadata database does not answer; waiting for it.");
            }
            answered = false;
            Thread.sleep(BETWEEN_LOOKS.toMillis());
            return Optional.empty();
        }
    }

    private RunState look() throws InterruptedException {
        if (!engine.working()
                && !Instant.now().isBefore(nextNodeCheck)
                && !run().state().finished()) {
            workHereWhenNobodyElseDoes();
            nextNodeCheck = Instant.now().plus(BETWEEN_NODE_CHECKS);
        }
        var state = run().await(BETWEEN_LOOKS);
        if (!state.finished() && !Instant.now().isBefore(nextShow)) {
            display.show(snapshot());
            nextShow = Instant.now().plus(display.interval());
        }
        return state;
    }

    private void workHereWhenNobodyElseDoes() {
        if (!engine.hasLiveNode()) {
            engine.work();
        }
    }

    private RunHandle run() {
        return engine.dagrunr().run(dagId, runId);
    }

    private RunSnapshot snapshot() {
        var run = run();
        var tasks = run.tasks();
        if (plannedRows == 0 && succeeded(tasks, "create_tables")) {
            plannedRows = run.result("create_tables", CreatedTables.class)
                    .map(tables -> Stream.concat(tables.regular().stream(), tables.large().stream())
                            .mapToLong(table -> Math.max(0, table.load().estimatedRows()))
                            .sum())
                    .orElse(0L);
        }
        return new RunSnapshot(run.info(), tasks, subRunTasks(tasks), plannedRows, Instant.now());
    }

    private static boolean succeeded(List<TaskInstanceInfo> tasks, String taskId) {
        return tasks.stream().anyMatch(task -> task.taskId().equals(taskId) && task.state() == TaskState.SUCCESS);
    }

    private List<TaskInstanceInfo> subRunTasks(List<TaskInstanceInfo> tasks) {
        var waits = tasks.stream().anyMatch(task -> task.state() == TaskState.UP_FOR_RESCHEDULE);
        if (!waits) {
            return List.of();
        }
        return SubRuns.of(engine, runId, RUNS_TO_LOOK_AT).stream()
                .filter(child -> !child.state().finished())
                .flatMap(child -> child.tasks().stream())
                .toList();
    }
}
