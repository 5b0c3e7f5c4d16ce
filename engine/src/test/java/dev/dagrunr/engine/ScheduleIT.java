package dev.dagrunr.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.DagBuilder;
import dev.dagrunr.dag.NoParams;
import dev.dagrunr.dag.RunState;
import dev.dagrunr.dag.RunType;
import dev.dagrunr.dag.TaskState;
import dev.dagrunr.dag.Timetable;
import dev.dagrunr.testsupport.PostgresExtension;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Runs that are created because their time has come, and runs that take too long. */
class ScheduleIT {
    private static final Duration LONG = Duration.ofSeconds(30);

    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.create();

    private static HikariDataSource pool;
    private final List<DagRunr> nodes = new ArrayList<>();

    @BeforeAll
    static void openPool() {
        pool = Pools.of(POSTGRES.database());
    }

    @AfterEach
    void stop() {
        nodes.forEach(DagRunr::close);
    }

    private DagRunr start(Dag<?> dag) {
        var node = DagRunr.configure().dataSource(pool).dags(dag).parallelism(4).start();
        nodes.add(node);
        return node;
    }

    private static Dag<NoParams> dag(DagBuilder<NoParams> dag) {
        dag.task("interval")
                .runs(
                        String.class,
                        context -> context.run()
                                .dataInterval()
                                .map(interval -> interval.start() + "/" + interval.end())
                                .orElse("none"));
        return dag.build();
    }

    private static List<String> ids(DagRunr node, String dagId) {
        return node.runs(dagId, 100).stream().map(RunInfo::runId).toList();
    }

    @Test
    void createsEachRunOnceWhateverTheNumberOfNodes() {
        var dag = dag(Dag.named("each_second")
                .startDate(Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(1))
                .catchup()
                .schedule(Timetable.every(Duration.ofSeconds(1))));
        var first = start(dag);
        start(dag);

        await().atMost(LONG).until(() -> first.runs(dag.id(), 100).size() >= 4);

        var runs = first.runs(dag.id(), 100);
        var dates = runs.stream().map(run -> run.logicalDate().orElseThrow()).toList();
        for (int i = 1; i < dates.size(); i++) {
            assertThat(dates.get(i)).isEqualTo(dates.get(i - 1).minusSeconds(1));
        }
        assertThat(runs).allSatisfy(run -> {
            assertThat(run.runType()).isEqualTo(RunType.SCHEDULED);
            assertThat(run.runId()).isEqualTo("scheduled__" + run.logicalDate().orElseThrow());
            assertThat(run.queuedAt()).isAfterOrEqualTo(run.logicalDate().orElseThrow());
        });
    }

    @Test
    void catchesUpNoFasterThanRunsMayBeActive() {
        var mayEnd = new CountDownLatch(1);
        var dag = Dag.named("catches_up")
                .maxActiveRuns(2)
                .startDate(Instant.parse("2026-01-01T00:00:00Z"))
                .endDate(Instant.parse("2026-01-05T00:00:00Z"))
                .catchup()
                .schedule(Timetable.cronIntervals("@daily", ZoneId.of("Europe/Berlin")));
        dag.task("wait").runs(Boolean.class, context -> mayEnd.await(30, TimeUnit.SECONDS));
        var node = start(dag.build());

        await().atMost(LONG).until(() -> node.runs("catches_up", 100).size() == 2);
        assertThat(ids(node, "catches_up"))
                .containsExactly("scheduled__2026-01-03T23:00:00Z", "scheduled__2026-01-02T23:00:00Z");
        mayEnd.countDown();

        await().atMost(LONG)
                .untilAsserted(() -> assertThat(node.runs("catches_up", 100))
                        .extracting(RunInfo::state)
                        .containsExactly(RunState.SUCCESS, RunState.SUCCESS, RunState.SUCCESS, RunState.SUCCESS));
        assertThat(ids(node, "catches_up").get(0)).isEqualTo("scheduled__2026-01-05T23:00:00Z");
        assertThat(node.dags().get(0).nextRunAfter()).isEmpty();
    }

    @Test
    void withoutCatchupCreatesTheLastRunThatIsOver() throws InterruptedException {
        var dag = dag(Dag.named("latest")
                .startDate(Instant.parse("2020-01-01T00:00:00Z"))
                .schedule(Timetable.cronIntervals("@yearly", ZoneId.of("UTC"))));
        var node = start(dag);

        await().atMost(LONG).until(() -> ids(node, "latest").size() == 1);

        var run = node.run("latest", ids(node, "latest").get(0));
        assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);
        var end = Instant.parse(Instant.now().toString().substring(0, 4) + "-01-01T00:00:00Z");
        assertThat(run.runId()).isEqualTo("scheduled__" + end);
        assertThat(run.result("interval", String.class).orElseThrow()).endsWith("/" + end);
    }

    @Test
    void aPausedDagCreatesNone() {
        var dag = dag(Dag.named("sleeps").schedule(Timetable.every(Duration.ofHours(1))));
        nodes.add(DagRunr.configure().dataSource(pool).dags(dag).connect());
        nodes.get(0).pause("sleeps");
        var node = start(dag);
        assertThat(node.runner(dag).trigger(new NoParams()).state()).isEqualTo(RunState.QUEUED);
        assertThat(ids(node, "sleeps")).hasSize(1);

        node.unpause("sleeps");

        await().atMost(LONG).until(() -> ids(node, "sleeps").size() == 2);
    }

    @Test
    void failsARunThatTakesTooLongAndSkipsWhatHasNotEnded() throws InterruptedException {
        var dag = Dag.named("late").runTimeout(Duration.ofMillis(300)).maxActiveRuns(1);
        var first = dag.task("hang").runs(Boolean.class, context -> new CountDownLatch(1).await(30, TimeUnit.SECONDS));
        dag.task("never").after(first).runs(Integer.class, context -> 1);
        var built = dag.build();
        var node = start(built);
        var run = node.runner(built).trigger(new NoParams());
        var next = node.runner(built).trigger(new NoParams());

        assertThat(run.await(LONG)).isEqualTo(RunState.FAILED);

        assertThat(run.info().reason()).isEqualTo("It took longer than its DAG lets a run take");
        assertThat(run.tasks()).extracting(TaskInstanceInfo::state).containsOnly(TaskState.SKIPPED);
        assertThat(next.await(LONG)).isEqualTo(RunState.FAILED);
    }
}
