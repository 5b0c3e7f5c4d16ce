package dev.dagrunr.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dagrunr.dag.RunState;
import dev.dagrunr.dag.TaskState;
import dev.dagrunr.engine.ClearOptions;
import dev.dagrunr.engine.DagRunrException;
import dev.dagrunr.engine.RunHandle;
import dev.dagrunr.engine.TaskInstanceInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;

/** One migration under faults: it ends well, or says why not and ends well when it is cleared. Confined to one thread. */
final class HurtMigration {
    private static final Duration PATIENCE = Duration.ofSeconds(150);
    private static final Duration A_MOMENT = Duration.ofMillis(50);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);
    private static final int CLEARS = 4;

    /** What servers and networks say when they fail; anything else would be a defect of ours. */
    private static final Pattern TRUE_REASON = Pattern.compile(
            "No space left on device|terminating connection|connection|Connection|recovery mode|starting up|shutting down"
                    + "|I/O error|SQLSTATE (08|57P|53)");

    private final Arena arena;
    private final RunHandle run;
    private final Random random;
    private final List<FaultReport.Struck> struck = new ArrayList<>();
    private int clears;
    private boolean full;

    HurtMigration(Arena arena, Site site, String conf, Random random) {
        this.arena = arena;
        this.run = site.trigger(conf);
        this.random = random;
    }

    List<FaultReport.Struck> struck() {
        return struck;
    }

    RunHandle run() {
        return run;
    }

    int clears() {
        return clears;
    }

    /** Waits; false when the run has ended meanwhile. */
    boolean goOn(Duration time) throws InterruptedException {
        return !awaitUnlessOutage(time).finished();
    }

    /** Waits until the first row has moved. */
    void awaitRows() throws InterruptedException {
        while (run.tasks().stream().mapToLong(TaskInstanceInfo::progressDone).sum() == 0 && goOn(A_MOMENT)) {
            assertThat(run.state()).as(this::text).isEqualTo(RunState.RUNNING);
        }
    }

    void strike(Fault fault) throws InterruptedException {
        var at = Instant.now();
        if (fault.strike(arena, random)) {
            struck.add(new FaultReport.Struck(fault, at));
            full = full || fault == Fault.TARGET_DISK_FULL;
        }
    }

    /** Lets the disk stay full for a while, or until the run has failed with that. */
    void freeTheDisk(Duration after) throws InterruptedException {
        if (!full) {
            return;
        }
        if (awaitUnlessOutage(after) == RunState.FAILED) {
            assertThat(reasons()).as("seen by the run").anyMatch(reason -> reason.contains("No space left on device"));
        }
        arena.disk().ifPresent(SmallDisk::free);
        full = false;
    }

    /** Waits for the end, and clears what failed with a true reason: the cause is gone. */
    void end() throws InterruptedException {
        for (clears = 0; ; clears++) {
            var state = awaitUnlessOutage(PATIENCE);
            if (state == RunState.SUCCESS) {
                return;
            }
            assertThat(state).as(this::text).isEqualTo(RunState.FAILED);
            assertThat(clears).as(() -> "clears of\n" + text()).isLessThan(CLEARS);
            assertThat(reasons()).as(this::text).isNotEmpty().allMatch(HurtMigration::trueReason);
            run.clear(ClearOptions.failed());
        }
    }

    /**
     * What was cleared succeeds again; what moved rows does not. (Large objects begin when all rows have ended, whichever
     * way; what is there is left alone by the second time.)
     */
    void assertNothingSucceededTwice() {
        assertThat(Sql.list(arena.metadata().database(), """
                        select i.task_id || i.map_index
                          from dagrunr.dag_run r
                          join dagrunr.task_instance i on i.run = r.id
                          join dagrunr.task_try t on t.instance = i.id
                         where r.run_id = ? and t.state = 'success'
                           and (? = '0' or i.task_id in ('transfer_table', 'transfer_partition'))
                         group by i.id, i.task_id, i.map_index
                        having count(*) > 1
                        """, run.runId(), String.valueOf(clears)))
                .isEmpty();
    }

    /** Of the tasks that failed by themselves; the last ones only sum up, as does a validation of what did not arrive. */
    private List<String> reasons() {
        var failed = run.tasks().stream()
                .filter(task -> task.state() == TaskState.FAILED)
                .toList();
        var summaries = new ArrayList<>(List.of("confirm_migration", "send_notifications"));
        if (failed.stream().anyMatch(task -> task.taskId().startsWith("transfer_"))) {
            summaries.add("trigger_validation");
        }
        return failed.stream()
                .filter(task -> !summaries.contains(task.taskId()))
                .map(TaskInstanceInfo::reason)
                .toList();
    }

    private static boolean trueReason(String reason) {
        return TRUE_REASON.matcher(reason).find();
    }

    String text() {
        return "after " + struck + ", " + clears + " clears:\n" + Site.text(run);
    }

    /** Waits, also while the metadata database is away, and sees to it that there are workers. */
    private RunState awaitUnlessOutage(Duration time) throws InterruptedException {
        long deadline = System.nanoTime() + time.toNanos();
        while (true) {
            arena.workers().supervise();
            var left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
            try {
                var state = run.await(left.compareTo(LOOK_AGAIN) < 0 ? left : LOOK_AGAIN);
                if (state.finished() || left.isZero()) {
                    return state;
                }
            } catch (DagRunrException e) {
                if (left.isZero()) {
                    throw e;
                }
                Site.pass(Duration.ofMillis(200));
            }
        }
    }
}
