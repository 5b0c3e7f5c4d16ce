package dev.dagrunr.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.Expandable;
import dev.dagrunr.dag.NoParams;
import dev.dagrunr.dag.RetryPolicy;
import dev.dagrunr.dag.RunState;
import dev.dagrunr.dag.TriggerRule;
import dev.dagrunr.testsupport.PostgresExtension;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Ends of one run that wait for its row at the same time: stored together, and yet each for itself. */
class CombinedEndsIT {
    private static final int WIDTH = 4;
    private static final Duration LONG = Duration.ofSeconds(30);

    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.create();

    private static HikariDataSource pool;
    private final CountDownLatch begun = new CountDownLatch(WIDTH);
    private final CountDownLatch mayEnd = new CountDownLatch(1);
    private final Map<String, Integer> counts = new ConcurrentHashMap<>();
    private DagRunr dagrunr;

    @BeforeAll
    static void openPool() {
        pool = Pools.of(POSTGRES.database());
    }

    @AfterAll
    static void closePool() {
        pool.close();
    }

    @AfterEach
    void stop() {
        mayEnd.countDown();
        dagrunr.close();
    }

    private RunHandle start(Dag<NoParams> dag, Dag<?>... others) {
        dagrunr = DagRunr.configure()
                .dataSource(pool)
                .dags(others)
                .dags(dag)
                .parallelism(WIDTH)
                .start();
        return dagrunr.runner(dag).trigger(new NoParams());
    }

    private void count(String what) {
        counts.merge(what, 1, Integer::sum);
    }

    private String hold(String element) throws InterruptedException {
        count("body " + element);
        begun.countDown();
        mayEnd.await();
        return element;
    }

    private static Expandable<String> elements() {
        return Expandable.of(List.of("a", "b", "c", "d"));
    }

    /** Lets all bodies end while nobody can lock the run, and does something else with the run locked. */
    private void endAllWhileLocked(long run, String meanwhile) throws SQLException, InterruptedException {
        begun.await();
        try (var connection = pool.getConnection();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("select id from dagrunr.dag_run where id = " + run + " for update");
            mayEnd.countDown();
            await().atMost(LONG).until(() -> threadsWithAnEnd() == WIDTH);
            statement.execute(meanwhile);
            connection.commit();
        }
    }

    private static void execute(String command) throws SQLException {
        try (var connection = pool.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(command);
        }
    }

    private static long threadsWithAnEnd() {
        return Thread.getAllStackTraces().values().stream()
                .filter(stack -> Arrays.stream(stack)
                        .anyMatch(frame -> frame.getClassName().endsWith("internal.run.Combiner")))
                .count();
    }

    private static List<String> of(RunHandle run, String query) {
        return Rows.of(pool, query.formatted(run.info().key()));
    }

    private static void assertOneSuccessEach(RunHandle run) {
        assertThat(of(run, """
                        select i.map_index, count(t.epoch) filter (where t.state = 'success')
                        from dagrunr.task_instance i
                        left join dagrunr.task_try t on t.instance = i.id
                        where i.run = %d and i.task_id = 'each'
                        group by i.map_index
                        order by i.map_index
                        """)).containsExactly("0 1", "1 1", "2 1", "3 1");
    }

    @Test
    void endsThatWaitForTheSameRunAreStoredTogether() throws Exception {
        var dag = Dag.named("together");
        var each = dag.task("each").expand(elements()).runs(String.class, (element, context) -> hold(element));
        dag.task("join").reads(each).runs(String.class, (all, context) -> String.join(" ", all));
        var run = start(dag.build());

        endAllWhileLocked(run.info().key(), "select 1");

        assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);
        assertThat(run.result("join", String.class)).contains("a b c d");
        assertOneSuccessEach(run);
        // one that came first, and the three that waited behind it
        assertThat(
                        of(
                                run,
                                "select count(distinct ended_at) from dagrunr.task_instance where task_id = 'each' and run = %d"))
                .containsExactly("2");
    }

    @Test
    void oneThatWasFencedOffDoesNotKeepTheOthersFromTheirEnds() throws Exception {
        var dag = Dag.named("one_is_fenced");
        var each = dag.task("each").expand(elements()).runs(String.class, (element, context) -> hold(element));
        dag.task("join").reads(each).runs(String.class, (all, context) -> String.join(" ", all));
        var run = start(dag.build());

        endAllWhileLocked(run.info().key(), """
                update dagrunr.task_instance
                set state = 'queued', epoch = epoch + 1, node = null, job_id = gen_random_uuid(),
                    queued_at = now() - interval '1 minute'
                where map_index = 2 and task_id = 'each'
                """);

        assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);
        assertThat(run.result("join", String.class)).contains("a b c d");
        assertOneSuccessEach(run);
        assertThat(counts)
                .containsExactlyInAnyOrderEntriesOf(Map.of("body a", 1, "body b", 1, "body c", 2, "body d", 1));
    }

    @Test
    void oneWhoseValueCannotBeStoredFailsAlone() throws Exception {
        var dag = Dag.named("one_is_not_storable");
        var each = dag.task("each")
                .expand(elements())
                .retries(RetryPolicy.none())
                .runs(String.class, (element, context) -> hold(element));
        dag.task("after").after(each).when(TriggerRule.ALL_DONE).runs(String.class, context -> "after all");
        var run = start(dag.build());

        endAllWhileLocked(
                run.info().key(),
                "alter table dagrunr.xcom add constraint no_b check (value::text <> '\"b\"') not valid");

        run.await(LONG);
        execute("alter table dagrunr.xcom drop constraint no_b");
        assertThat(of(run, "select state from dagrunr.task_instance where task_id = 'each' and run = %d order by id"))
                .containsExactly("success", "failed", "success", "success");
        assertThat(run.tasks())
                .filteredOn(task -> task.mapIndex() == 1)
                .singleElement()
                .satisfies(task -> assertThat(task.reason()).startsWith("Its result could not be stored: "));
        assertThat(run.resultJson("after", -1)).contains("\"after all\"");
    }

    @Test
    void aRunThatEndsWithinABatchIsToldOnce() throws Exception {
        var child = Dag.named("ends_at_once").onSuccess(ended -> count("run"));
        child.task("each")
                .expand(elements())
                .onSuccess((context, reason) ->
                        count("success " + context.attempt().mapIndex()))
                .runs(String.class, (element, context) -> hold(element));
        var childDag = child.build();
        var parent = Dag.named("parent");
        parent.task("child").triggers(childDag, context -> new NoParams());
        var run = start(parent.build(), childDag);
        begun.await();
        var childKey = Long.parseLong(Rows.of(pool, "select id from dagrunr.dag_run where dag_id = 'ends_at_once'")
                .get(0));

        endAllWhileLocked(childKey, "select 1");

        assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);
        await().atMost(LONG)
                .until(() -> Rows.of(pool, "select id from dagrunr.callback").isEmpty());
        var told = counts.entrySet().stream()
                .filter(entry -> !entry.getKey().startsWith("body"))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        assertThat(told).isEqualTo(Map.of("run", 1, "success 0", 1, "success 1", 1, "success 2", 1, "success 3", 1));
        assertThat(of(
                        run,
                        "select count(*) from dagrunr.task_try t join dagrunr.task_instance i on i.id = t.instance"
                                + " where i.run = %d"))
                .containsExactly("1");
    }
}
