package dev.dagrunr.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.dagrunr.dag.BackfillFate;
import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.DagBuilder;
import dev.dagrunr.dag.NoParams;
import dev.dagrunr.dag.Reprocess;
import dev.dagrunr.dag.RunState;
import dev.dagrunr.dag.TaskFailedException;
import dev.dagrunr.dag.TaskState;
import dev.dagrunr.dag.Timetable;
import dev.dagrunr.testsupport.PostgresExtension;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tasks that wait for the run before, and backfills. */
class PastIT {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final NoParams NONE = new NoParams();

    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.create();

    private static HikariDataSource pool;
    private final Set<Instant> failing = ConcurrentHashMap.newKeySet();
    private DagRunr dagrunr;

    @BeforeAll
    static void openPool() {
        pool = Pools.of(POSTGRES.database());
    }

    @AfterEach
    void stop() {
        dagrunr.close();
    }

    private DagRunner<NoParams> start(Dag<NoParams> dag) {
        dagrunr = DagRunr.configure().dataSource(pool).dags(dag).parallelism(8).start();
        return dagrunr.runner(dag);
    }

    private static Instant day(int day) {
        return Instant.parse("2026-01-0" + day + "T00:00:00Z");
    }

    private static TriggerOptions on(int day) {
        return TriggerOptions.defaults().withLogicalDate(day(day));
    }

    private static Dag<NoParams> built(DagBuilder<NoParams> dag, Set<Instant> failing) {
        dag.task("import").dependsOnPast().runs(Integer.class, context -> {
            if (failing.remove(context.run().logicalDate().orElseThrow())) {
                throw new TaskFailedException("not today");
            }
            return 1;
        });
        return dag.build();
    }

    private static void awaitHeld(RunHandle run, String task) {
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(run.tasks())
                        .filteredOn(instance -> instance.taskId().equals(task))
                        .extracting(TaskInstanceInfo::state)
                        .containsOnly(TaskState.SCHEDULED));
    }

    @Test
    void startsWhenTheTaskOfTheRunBeforeHasSucceeded() throws InterruptedException {
        var open = new CountDownLatch(1);
        var dag = Dag.named("depends");
        dag.task("import").dependsOnPast().runs(Boolean.class, context -> open.await(30, TimeUnit.SECONDS));
        var runner = start(dag.build());
        var first = runner.trigger(NONE, on(1));
        var second = runner.trigger(NONE, on(2));
        var third = runner.trigger(NONE, on(3));
        awaitHeld(second, "import");
        awaitHeld(third, "import");

        open.countDown();

        assertThat(third.await(LONG)).isEqualTo(RunState.SUCCESS);
        assertThat(second.info().startedAt().orElseThrow())
                .isBefore(first.info().endedAt().orElseThrow());
        assertThat(second.tasks().get(0).startedAt().orElseThrow())
                .isAfterOrEqualTo(first.tasks().get(0).endedAt().orElseThrow());
    }

    @Test
    void isHeldAfterAFailureUntilThatIsRepaired() throws InterruptedException {
        failing.add(day(1));
        var runner = start(built(Dag.named("fails_first"), failing));
        var first = runner.trigger(NONE, on(1));
        assertThat(first.await(LONG)).isEqualTo(RunState.FAILED);
        var second = runner.trigger(NONE, on(2));
        awaitHeld(second, "import");
        var undated = runner.trigger(NONE);

        first.clear(ClearOptions.failed());

        assertThat(second.await(LONG)).isEqualTo(RunState.SUCCESS);
        assertThat(undated.await(LONG)).isEqualTo(RunState.FAILED);
    }

    /** Airflow holds the later run for ever; nobody could repair an instance that is gone with its list. */
    @Test
    void anInstanceThatWasRemovedWithItsListHoldsNothing() throws InterruptedException {
        var length = new AtomicInteger(3);
        failing.add(day(1));
        var dag = Dag.named("shorter");
        var list = dag.task("list")
                .runsList(
                        Integer.class,
                        context -> IntStream.range(0, length.get()).boxed().toList());
        dag.task("each").expand(list).dependsOnPast().runs(Integer.class, (n, context) -> {
            if (n == 2 && failing.remove(context.run().logicalDate().orElseThrow())) {
                throw new TaskFailedException("not today");
            }
            return n;
        });
        var runner = start(dag.build());
        var first = runner.trigger(NONE, on(1));
        assertThat(first.await(LONG)).isEqualTo(RunState.FAILED);
        length.set(2);
        first.clear(ClearOptions.wholeRun());
        assertThat(first.await(LONG)).isEqualTo(RunState.SUCCESS);
        length.set(3);

        var second = runner.trigger(NONE, on(2));

        assertThat(second.await(LONG)).isEqualTo(RunState.SUCCESS);
        assertThat(first.tasks()).extracting(TaskInstanceInfo::state).contains(TaskState.REMOVED);
        assertThat(second.tasks())
                .filteredOn(task -> task.taskId().equals("each"))
                .hasSize(3);
    }

    @Test
    void waitsForTheTasksAfterItInTheRunBeforeToo() throws InterruptedException {
        var open = new CountDownLatch(1);
        var dag = Dag.named("waits_downstream");
        var up = dag.task("up").waitForDownstream().runs(Integer.class, context -> 1);
        dag.task("down").after(up).runs(Boolean.class, context -> open.await(30, TimeUnit.SECONDS));
        var runner = start(dag.build());
        var first = runner.trigger(NONE, on(1));
        await().atMost(LONG).until(() -> first.tasks().get(1).state() == TaskState.RUNNING);
        var second = runner.trigger(NONE, on(2));
        awaitHeld(second, "up");

        open.countDown();

        assertThat(second.await(LONG)).isEqualTo(RunState.SUCCESS);
    }

    private static Timetable daily() {
        return Timetable.cron("@daily", ZoneId.of("UTC"));
    }

    @Test
    void aBackfillCreatesAndReprocessesRuns() throws InterruptedException {
        failing.add(day(3));
        var dag = Dag.named("backfilled")
                .startDate(Instant.parse("2999-01-01T00:00:00Z"))
                .schedule(daily());
        dag.task("import").runs(Integer.class, context -> {
            if (context.run().logicalDate().filter(failing::remove).isPresent()) {
                throw new TaskFailedException("not today");
            }
            return 1;
        });
        var runner = start(dag.build());
        assertThat(runner.trigger(NONE, on(2)).await(LONG)).isEqualTo(RunState.SUCCESS);
        assertThat(runner.trigger(NONE, on(3)).await(LONG)).isEqualTo(RunState.FAILED);
        var options = BackfillOptions.between(day(1), day(4)).reprocessing(Reprocess.FAILED);

        assertThat(runner.previewBackfill(options))
                .extracting(BackfillRun::fate)
                .containsExactly(
                        BackfillFate.CREATED,
                        BackfillFate.ALREADY_EXISTS,
                        BackfillFate.REPROCESSED,
                        BackfillFate.CREATED);
        assertThat(dagrunr.runs("backfilled", 10)).hasSize(2);

        var runs = runner.backfill(options);

        assertThat(runs)
                .extracting(run -> run.run().runId())
                .containsExactly(
                        "backfill__2026-01-01T00:00:00Z",
                        "manual__2026-01-02T00:00:00Z",
                        "manual__2026-01-03T00:00:00Z",
                        "backfill__2026-01-04T00:00:00Z");
        for (var run : runs) {
            assertThat(dagrunr.run("backfilled", run.run().runId()).await(LONG)).isEqualTo(RunState.SUCCESS);
        }
    }

    @Test
    void aBackfillHasALimitOfItsOwnAndMayRunBackwards() throws InterruptedException {
        var open = new CountDownLatch(1);
        var dag = Dag.named("backwards")
                .maxActiveRuns(1)
                .startDate(Instant.parse("2999-01-01T00:00:00Z"))
                .schedule(daily());
        dag.task("wait").runs(Boolean.class, context -> open.await(30, TimeUnit.SECONDS));
        var runner = start(dag.build());
        var manual = runner.trigger(NONE);

        runner.backfill(BackfillOptions.between(day(1), day(4)).newestFirst().withMaxActiveRuns(2));

        assertThat(manual.state()).isEqualTo(RunState.RUNNING);
        assertThat(dagrunr.runs("backwards", 10))
                .filteredOn(run ->
                        run.state() == RunState.RUNNING && run.logicalDate().isPresent())
                .extracting(run -> run.logicalDate().orElseThrow())
                .containsExactlyInAnyOrder(day(4), day(3));
        assertThatThrownBy(() -> runner.backfill(BackfillOptions.between(day(1), day(4))))
                .hasMessageContaining("has a backfill that has not ended");
        open.countDown();
        for (int day = 1; day <= 4; day++) {
            var run = dagrunr.run("backwards", "backfill__" + day(day));
            assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);
        }
    }

    @Test
    void theFirstRunOfABackfillIgnoresThePast() throws InterruptedException {
        failing.add(day(1));
        var dag = Dag.named("backfilled_past")
                .startDate(Instant.parse("2999-01-01T00:00:00Z"))
                .schedule(daily());
        var runner = start(built(dag, failing));
        assertThat(runner.trigger(NONE, on(1)).await(LONG)).isEqualTo(RunState.FAILED);

        runner.backfill(BackfillOptions.between(day(2), day(3)).reprocessing(Reprocess.FAILED));

        assertThat(dagrunr.run("backfilled_past", "backfill__" + day(3)).await(LONG))
                .isEqualTo(RunState.SUCCESS);
    }

    /** The tasks after it are those of the later run's version; of them only those count that the run before has. */
    @Test
    void waitsForWhatComesAfterItAcrossVersionsOfItsDag() throws InterruptedException {
        var old = Dag.named("versions");
        var up = old.task("up").runs(Integer.class, context -> 1);
        old.task("gone").after(up).runs(Integer.class, context -> {
            throw new IllegalStateException("broken");
        });
        var first = start(old.build()).trigger(NONE, on(1));
        assertThat(first.await(LONG)).isEqualTo(RunState.FAILED);
        dagrunr.close();

        var dag = Dag.named("versions");
        var later = dag.task("up").waitForDownstream().runs(Integer.class, context -> 1);
        dag.task("new").after(later).runs(Integer.class, context -> {
            throw new IllegalStateException("broken");
        });
        var runner = start(dag.build());

        // neither what has gone nor what is new holds it back
        var second = runner.trigger(NONE, on(2));
        assertThat(second.await(LONG)).isEqualTo(RunState.FAILED);
        assertThat(States.of(second)).containsExactly("up success", "new failed");
        awaitHeld(runner.trigger(NONE, on(3)), "up");
    }
}
