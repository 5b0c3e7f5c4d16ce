package dev.dagrunr.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.NoParams;
import dev.dagrunr.dag.RunState;
import dev.dagrunr.dag.TaskState;
import dev.dagrunr.engine.view.InstanceFilter;
import dev.dagrunr.engine.view.InstanceFilter.Order;
import dev.dagrunr.engine.view.InstanceView;
import dev.dagrunr.engine.view.LogFilter;
import dev.dagrunr.engine.view.PageRequest;
import dev.dagrunr.engine.view.RunFilter;
import dev.dagrunr.engine.view.TaskSummary;
import dev.dagrunr.testsupport.PostgresExtension;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What pages are made of, from a run that failed in part and from one with a hundred thousand instances. */
class ViewIT {
    private static final int WIDE = 100_000;
    private static final PageRequest FIRST = new PageRequest(0, 20);

    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.create();

    private static HikariDataSource pool;
    private static DagRunr dagrunr;
    private static RunHandle run;

    @BeforeAll
    static void runADagThatFailsInPart() throws InterruptedException {
        pool = Pools.of(POSTGRES.database());
        var dag = dag();
        dagrunr = DagRunr.configure()
                .dataSource(pool)
                .dags(dag)
                .nodeName("node-1")
                .parallelism(4)
                .start();
        run = dagrunr.runner(dag).trigger(new NoParams());
        assertThat(run.await(Duration.ofSeconds(30))).isEqualTo(RunState.FAILED);
    }

    private static Dag<NoParams> dag() {
        var dag = Dag.named("viewed").description("Fails at three");
        var numbers = dag.task("numbers").runsList(Integer.class, context -> List.of(1, 2, 3, 4));
        var each = dag.task("each")
                .expand(numbers)
                .labels(number -> "number " + number)
                .runs(Integer.class, (number, context) -> {
                    context.log().info("got " + number);
                    if (number == 3) {
                        context.log().warn("dislikes it");
                        throw new IllegalStateException("no threes");
                    }
                    return number;
                });
        dag.task("sum").reads(each).runs(Integer.class, (all, context) -> 0);
        return dag.build();
    }

    @AfterAll
    static void stop() {
        dagrunr.close();
        pool.close();
    }

    @Test
    void listsDagsWithTheirNewestRuns() {
        var seen = dagrunr.view().dags(10);
        assertThat(seen).hasSize(1);
        assertThat(seen.get(0).description()).isEqualTo("Fails at three");
        assertThat(seen.get(0).recentRuns().get(0).runId()).isEqualTo(run.runId());
        assertThat(dagrunr.view().dag("unknown", 1)).isEmpty();
        assertThat(dagrunr.view().versions("viewed").get(0).runs()).isPositive();
        assertThat(dagrunr.view().structure(seen.get(0).structureHash()).orElseThrow())
                .contains("\"each\"");
    }

    @Test
    void findsRunsByStateTypeAndText() {
        var view = dagrunr.view();
        var ofDag = RunFilter.ofDag("viewed");
        assertThat(view.runs(ofDag.withStates(List.of(RunState.FAILED)), FIRST).total())
                .isEqualTo(1);
        assertThat(view.runs(ofDag.withText("MANUAL"), FIRST).rows()).isNotEmpty();
        assertThat(view.runs(ofDag.withStates(List.of(RunState.SUCCESS)), FIRST).rows())
                .isEmpty();
        assertThat(view.runs(RunFilter.ofDag("another"), FIRST).total()).isZero();
        assertThatThrownBy(() -> new PageRequest(0, 1_001)).hasMessageContaining("between 1 and 1000");
    }

    @Test
    void sumsUpTheInstancesOfATask() {
        var tasks = tasks(key(run));
        assertThat(tasks.get("each").counts())
                .containsExactlyInAnyOrderEntriesOf(Map.of(TaskState.SUCCESS, 3, TaskState.FAILED, 1));
        assertThat(tasks.get("sum").counts()).isEqualTo(Map.of(TaskState.UPSTREAM_FAILED, 1));
        var times = dagrunr.view().times(key(run)).get("each");
        assertThat(times.startedAt()).isPresent();
        assertThat(times.endedAt()).isPresent();
        assertThat(dagrunr.view().medianDuration("viewed", "each")).isPresent();
        assertThat(dagrunr.view().medianDuration("viewed", "sum")).isEmpty();
    }

    @Test
    void showsWhatAnInstanceDidAndSaid() {
        var view = dagrunr.view();
        var failed = view.failed(key(run), 10);
        assertThat(failed).extracting(InstanceView::label).containsExactly("number 3");
        var instance = failed.get(0);
        assertThat(instance.reason()).contains("no threes");
        assertThat(view.tries(instance.key())).hasSize(1);
        assertThat(view.tries(instance.key()).get(0).node()).isEqualTo("node-1");
        assertThat(messages(instance, LogFilter.all())).contains("got 3", "dislikes it");
        assertThat(messages(instance, LogFilter.all().atLeast(LogFilter.Level.WARN)))
                .contains("dislikes it")
                .doesNotContain("got 3");
        assertThat(messages(instance, LogFilter.all().withText("DISLIKES"))).containsExactly("dislikes it");
        assertThat(messages(instance, LogFilter.all().startingAfter(new LogFilter.Position(instance.epoch(), 0))))
                .doesNotContain("got 3");
        assertThat(messages(instance, LogFilter.all().ofAttempt(99))).isEmpty();
        assertThat(messages(instance, LogFilter.all().ofAttempts(List.of(instance.epoch(), 99))))
                .contains("got 3");
    }

    private static List<String> messages(InstanceView instance, LogFilter filter) {
        return dagrunr.view().log(instance.key(), filter, 100).stream()
                .map(LogLine::message)
                .toList();
    }

    @Test
    void cutsValuesOff() {
        var view = dagrunr.view();
        var list = view.xcoms(key(run), "numbers", -1, 1_000, new PageRequest(1, 2));
        assertThat(list.total()).isEqualTo(4);
        assertThat(list.rows())
                .extracting(value -> value.part() + ":" + value.json())
                .containsExactly("1:2", "2:3");
        var cut = view.xcoms(key(run), "each", 0, 0, FIRST).rows().get(0);
        assertThat(cut.cutOff()).isTrue();
        assertThat(view.nodes())
                .extracting(node -> node.name() + " " + node.running())
                .contains("node-1 0");
    }

    @Test
    void pagesThroughAHundredThousandInstances() throws Exception {
        var wide = key(dagrunr.runner("viewed").triggerJson("{}", TriggerOptions.defaults()));
        dagrunr.run("viewed", runId(wide)).await(Duration.ofSeconds(30));
        widen(wide);
        var view = dagrunr.view();
        var each = InstanceFilter.ofRun(wide).ofTask("each");

        var last = view.instances(each, new PageRequest(WIDE - 10, 20));
        assertThat(last.total()).isEqualTo(WIDE);
        assertThat(last.rows()).hasSize(10).extracting(InstanceView::mapIndex).contains(WIDE - 1);
        assertThat(view.instances(each.withStates(List.of(TaskState.FAILED)), FIRST)
                        .total())
                .isEqualTo(1_000);
        assertThat(view.instances(each.withText("instance 4711"), FIRST).rows())
                .extracting(InstanceView::label)
                .contains("instance 4711", "instance 47110");
        assertThat(view.instances(each.withStates(List.of(TaskState.SUCCESS)).orderedBy(Order.DURATION, true), FIRST)
                        .rows())
                .isSortedAccordingTo((one, other) -> duration(other).compareTo(duration(one)));
        for (var order : Order.values()) {
            assertThat(view.instances(each.orderedBy(order, false), FIRST).rows())
                    .as(order.name())
                    .hasSize(20);
        }
        assertThat(tasks(wide).get("each").counts())
                .isEqualTo(
                        Map.of(TaskState.SUCCESS, WIDE - 1_010, TaskState.FAILED, 1_000, TaskState.UP_FOR_RETRY, 10));
    }

    private static Duration duration(InstanceView instance) {
        return instance.duration(instance.startedAt().orElseThrow()).orElseThrow();
    }

    private static String runId(long key) {
        return Rows.of(pool, "select run_id from dagrunr.dag_run where id = " + key)
                .get(0);
    }

    private static void widen(long key) throws Exception {
        try (var connection = pool.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("delete from dagrunr.task_instance where task_id = 'each' and run = " + key);
            statement.execute("""
                    insert into dagrunr.task_instance (run, task_id, map_index, label, state, max_tries, priority,
                        due_at, started_at, ended_at)
                    select %d, 'each', i, 'instance ' || i,
                        case when i < 10 then 'up_for_retry' when i %% 100 = 50 then 'failed' else 'success' end, 1, 1,
                        case when i < 10 then now() + interval '1 day' end, now() - interval '1 hour',
                        case when i < 10 then null else now() - i * interval '10 ms' end
                    from generate_series(0, %d) i""".formatted(key, WIDE - 1));
            statement.execute("""
                    update dagrunr.task_progress
                    set own_total = %d, own_success = %d, own_failed = 1000, width = %1$d
                    where task_id = 'each' and run = %d""".formatted(WIDE, WIDE - 1_010, key));
            statement.execute("analyze dagrunr.task_instance");
        }
    }

    private static long key(RunHandle handle) {
        return handle.info().key();
    }

    private static Map<String, TaskSummary> tasks(long key) {
        return dagrunr.view().tasks(List.of(key)).stream()
                .collect(Collectors.toMap(TaskSummary::taskId, Function.identity()));
    }
}
