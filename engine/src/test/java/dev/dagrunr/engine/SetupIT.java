package dev.dagrunr.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.Expandable;
import dev.dagrunr.dag.NoParams;
import dev.dagrunr.dag.RunState;
import dev.dagrunr.dag.TaskFailedException;
import dev.dagrunr.testsupport.PostgresExtension;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Setups and teardowns, and groups of tasks. */
class SetupIT {
    private static final Duration LONG = Duration.ofSeconds(30);

    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.create();

    private static HikariDataSource pool;
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
        dagrunr.close();
    }

    private RunHandle run(Dag<NoParams> dag) throws InterruptedException {
        dagrunr = DagRunr.configure().dataSource(pool).dags(dag).parallelism(4).start();
        var run = dagrunr.runner(dag).trigger(new NoParams());
        run.await(LONG);
        return run;
    }

    /** @param failing ids of the tasks that fail, as long as they are in the set */
    private static Dag<NoParams> server(String id, Set<String> failing, boolean critical) {
        var dag = Dag.named(id);
        var start = dag.task("start").setup().runs(String.class, context -> orFail("start", failing));
        var fill = dag.task("fill").after(start).runs(String.class, context -> orFail("fill", failing));
        var query = dag.task("query").after(fill).runs(String.class, context -> orFail("query", failing));
        var end = dag.task("end").after(query);
        (critical ? end.criticalTeardownOf(start) : end.teardownOf(start))
                .runs(String.class, context -> orFail("end", failing));
        return dag.build();
    }

    private static String orFail(String task, Set<String> failing) {
        if (failing.contains(task)) {
            throw new TaskFailedException(task + " broke");
        }
        return task;
    }

    private static Set<String> failing(String... tasks) {
        var failing = ConcurrentHashMap.<String>newKeySet();
        failing.addAll(Set.of(tasks));
        return failing;
    }

    @Test
    void aTeardownRunsAfterWorkThatFailed() throws InterruptedException {
        var failing = failing("fill");
        var run = run(server("work_fails", failing, false));

        assertThat(run.state()).isEqualTo(RunState.FAILED);
        assertThat(States.of(run))
                .containsExactly("start success", "fill failed", "query upstream_failed", "end success");

        failing.clear();
        run.clear(ClearOptions.task("fill").withDownstream());
        assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);
        assertThat(States.of(run)).containsExactly("start success", "fill success", "query success", "end success");
    }

    @Test
    void aSetupThatFailsLeavesNothingToTearDown() throws InterruptedException {
        var run = run(server("setup_fails", failing("start"), false));

        assertThat(run.state()).isEqualTo(RunState.FAILED);
        assertThat(States.of(run))
                .containsExactly(
                        "start failed", "fill upstream_failed", "query upstream_failed", "end upstream_failed");
    }

    @Test
    void aTeardownThatFailsDoesNotFailTheRun() throws InterruptedException {
        var run = run(server("teardown_fails", failing("end"), false));

        assertThat(run.state()).isEqualTo(RunState.SUCCESS);
        assertThat(States.of(run)).containsExactly("start success", "fill success", "query success", "end failed");
    }

    @Test
    void aCriticalTeardownThatFailsFailsTheRun() throws InterruptedException {
        var run = run(server("critical_teardown_fails", failing("end"), true));

        assertThat(run.state()).isEqualTo(RunState.FAILED);
    }

    @Test
    void aSetupFurtherUpIsNeededAgainAfterAClear() throws InterruptedException {
        var failing = failing();
        var run = run(server("needed_again", failing, false));
        assertThat(run.state()).isEqualTo(RunState.SUCCESS);

        failing.add("start");
        run.clear(ClearOptions.task("start"));
        assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);
        run.clear(ClearOptions.task("query"));

        assertThat(run.await(LONG)).isEqualTo(RunState.FAILED);
        // the teardown is cleared with its setup, and has nothing to take down
        assertThat(States.of(run))
                .containsExactly("start failed", "fill success", "query upstream_failed", "end upstream_failed");
    }

    @Test
    void tasksOfAGroupBearItsId() throws InterruptedException {
        var dag = Dag.named("grouped");
        var load = dag.group("load");
        var copy = load.task("copy").runs(String.class, context -> "copied");
        load.group("indexes").task("create").after(copy).runs(String.class, context -> "created");
        dag.task("report").after(load).runs(String.class, context -> "done");

        var run = run(dag.build());

        assertThat(States.of(run))
                .containsExactly("load.copy success", "load.indexes.create success", "report success");
        assertThat(run.result("load.indexes.create", String.class)).contains("created");
    }

    /** As in Airflow: what is set up was taken down, so it is made anew for the work that runs again. */
    @Test
    void aClearOfWorkClearsItsSetupsAndTeardownsToo() throws InterruptedException {
        var dag = Dag.named("setup_cleared");
        var setup = dag.task("setup").setup().runs(Integer.class, context -> 1);
        var first = dag.task("first").after(setup).runs(Integer.class, context -> 1);
        var second = dag.task("second").after(first).runs(Integer.class, context -> 1);
        var down = dag.task("down").after(second).teardownOf(setup).runs(Integer.class, context -> 1);
        dag.task("after").after(down).runs(Integer.class, context -> 1);
        dag.task("beside").runs(Integer.class, context -> 1);
        var run = run(dag.build());
        assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);

        assertThat(run.clearable(ClearOptions.task("second")))
                .extracting(TaskInstanceInfo::taskId)
                .containsExactly("setup", "second", "down");
        assertThat(run.clearable(ClearOptions.task("setup")))
                .extracting(TaskInstanceInfo::taskId)
                .containsExactly("setup", "down");
        assertThat(run.clearable(ClearOptions.task("after")))
                .extracting(TaskInstanceInfo::taskId)
                .containsExactly("after");
        for (var task : List.of("setup", "first", "second", "down", "after", "beside")) {
            assertPreviewed(run, ClearOptions.task(task));
            assertPreviewed(run, ClearOptions.task(task).withDownstream());
            assertPreviewed(run, ClearOptions.task(task).withUpstream());
            assertPreviewed(run, ClearOptions.task(task).withMapIndex(-1).withDownstream());
        }
        run.clear(ClearOptions.task("second"));

        assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);
        assertThat(run.tasks())
                .extracting(task -> task.taskId() + " " + task.tryNumber())
                .containsExactly("setup 2", "first 1", "second 2", "down 2", "after 1", "beside 1");
    }

    @Test
    void inAMappedGroupAClearReachesTheSetupOfTheSameIndexAlone() throws InterruptedException {
        var dag = Dag.named("mapped_setup_cleared");
        dag.group("g").expand(Expandable.of(List.of(1, 2))).tasks((group, n) -> {
            var setup = group.task("setup").setup().reads(n).runs(Integer.class, (value, context) -> value);
            var work = group.task("work").after(setup).runs(Integer.class, context -> 1);
            return group.task("down").after(work).teardownOf(setup).runs(Integer.class, context -> 1);
        });
        var run = run(dag.build());
        assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);

        assertThat(run.clearable(ClearOptions.task("g.work").withMapIndex(1)))
                .extracting(task -> task.taskId() + task.mapIndex())
                .containsExactly("g.setup1", "g.work1", "g.down1");
        for (var task : List.of("g.setup", "g.work", "g.down")) {
            assertPreviewed(run, ClearOptions.task(task));
            assertPreviewed(run, ClearOptions.task(task).withMapIndex(1));
            assertPreviewed(run, ClearOptions.task(task).withMapIndex(0).withDownstream());
            assertPreviewed(run, ClearOptions.task(task).withMapIndex(0).withUpstream());
        }
        assertPreviewed(run, ClearOptions.wholeRun());
    }

    @Test
    void whatFailedRunsAgainWithItsSetups() throws InterruptedException {
        var up = new AtomicBoolean();
        var broken = new AtomicBoolean(true);
        var dag = Dag.named("failed_again");
        var start = dag.task("start").setup().runs(Boolean.class, context -> up.compareAndSet(false, true));
        var query = dag.task("query").after(start).runs(Boolean.class, context -> {
            if (!up.get() || broken.get()) {
                throw new TaskFailedException("the server is " + (up.get() ? "broken" : "down"));
            }
            return true;
        });
        var end = dag.task("end").after(query).teardownOf(start);
        end.runs(Boolean.class, context -> up.compareAndSet(true, false));
        var run = run(dag.build());
        assertThat(States.of(run)).containsExactly("start success", "query failed", "end success");
        assertPreviewed(run, ClearOptions.failed());
        broken.set(false);

        var rerun = run.rerunFailed();
        assertThat(rerun.await(LONG)).isEqualTo(RunState.SUCCESS);
        assertThat(States.of(rerun)).containsExactly("start success", "query success", "end success");
        assertThat(up).isFalse();

        run.clear(ClearOptions.failed());
        assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);
        assertThat(States.of(run)).containsExactly("start success", "query success", "end success");
        assertThat(up).isFalse();
    }

    @Test
    void aTeardownThatFailedRunsAgainAlone() throws InterruptedException {
        var failing = failing("end");
        var run = run(server("teardown_again", failing, true));
        failing.clear();
        assertPreviewed(run, ClearOptions.failed());

        assertThat(run.clear(ClearOptions.failed()))
                .extracting(TaskInstanceInfo::taskId)
                .containsExactly("end");
        assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);
    }

    /** A preview reads less than a clear, and shows the same. */
    static void assertPreviewed(RunHandle run, ClearOptions options) {
        var clearable = run.clearable(options).stream()
                .map(task -> task.taskId() + " " + task.mapIndex() + " " + task.state())
                .toList();
        var preview = run.clearPreview(options, 1_000);
        assertThat(preview.first().stream().map(task -> task.taskId() + " " + task.mapIndex() + " " + task.state()))
                .as(options.toString())
                .containsExactlyElementsOf(clearable);
        assertThat(preview.total()).as(options.toString()).isEqualTo(clearable.size());
        assertThat(run.clearPreview(options, 1).first()).hasSizeLessThanOrEqualTo(1);
    }
}
