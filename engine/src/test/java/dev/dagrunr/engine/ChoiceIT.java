package dev.dagrunr.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.DagBuilder;
import dev.dagrunr.dag.NoParams;
import dev.dagrunr.dag.Node;
import dev.dagrunr.dag.RunState;
import dev.dagrunr.dag.TaskHandle;
import dev.dagrunr.dag.TriggerRule;
import dev.dagrunr.testsupport.PostgresExtension;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Branches and short circuits, and what clears leave of their choices. */
class ChoiceIT {
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

    private static Node<String> task(DagBuilder<NoParams> dag, String id, TriggerRule rule, TaskHandle... after) {
        return dag.task(id).after(after).when(rule).runs(String.class, context -> id);
    }

    private static Dag<NoParams> branching(String id, AtomicReference<List<String>> choice) {
        var dag = Dag.named(id);
        var branch = dag.task("branch").branches(context -> choice.get());
        var left = task(dag, "left", TriggerRule.ALL_SUCCESS, branch);
        var right = task(dag, "right", TriggerRule.ALL_SUCCESS, branch);
        task(dag, "join", TriggerRule.NONE_FAILED_MIN_ONE_SUCCESS, left, right);
        return dag.build();
    }

    @Test
    void aBranchLeavesOutWhatItDoesNotChoose() throws InterruptedException {
        var run = run(branching("branching", new AtomicReference<>(List.of("left"))));

        assertThat(run.state()).isEqualTo(RunState.SUCCESS);
        assertThat(States.of(run)).containsExactly("branch success", "left success", "right skipped", "join success");
        assertThat(States.reason(run, "right", -1)).isEqualTo("A task before it left it out");
    }

    @Test
    void aBranchMayChooseNothing() throws InterruptedException {
        var run = run(branching("choosing_nothing", new AtomicReference<>(List.of())));

        assertThat(run.state()).isEqualTo(RunState.SUCCESS);
        assertThat(States.of(run)).containsExactly("branch success", "left skipped", "right skipped", "join skipped");
    }

    @Test
    void aChoiceOutlivesAClearOfWhatItLeftOut() throws InterruptedException {
        var choice = new AtomicReference<>(List.of("left"));
        var run = run(branching("outlived", choice));

        choice.set(List.of("right"));
        run.clear(ClearOptions.task("right").withDownstream());
        assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);
        assertThat(States.of(run)).containsExactly("branch success", "left success", "right skipped", "join success");

        run.clear(ClearOptions.task("branch").withDownstream());
        assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);
        assertThat(States.of(run)).containsExactly("branch success", "left skipped", "right success", "join success");
    }

    @Test
    void aShortCircuitLeavesOutAllThatComesAfterIt() throws InterruptedException {
        var dag = Dag.named("cut");
        var gate = dag.task("gate").shortCircuits(context -> false);
        var next = task(dag, "next", TriggerRule.ALL_SUCCESS, gate);
        task(dag, "last", TriggerRule.ALL_DONE, next);

        var run = run(dag.build());
        assertThat(States.of(run)).containsExactly("gate success", "next skipped", "last skipped");

        run.clear(ClearOptions.task("last"));
        assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);
        assertThat(States.of(run)).containsExactly("gate success", "next skipped", "last skipped");
    }

    @Test
    void aShortCircuitMayLeaveTheRestToItsRules() throws InterruptedException {
        var dag = Dag.named("cut_next");
        var gate = dag.task("gate").shortCircuitsNext(context -> false);
        var next = task(dag, "next", TriggerRule.ALL_SUCCESS, gate);
        task(dag, "last", TriggerRule.ALL_DONE, next);

        assertThat(States.of(run(dag.build()))).containsExactly("gate success", "next skipped", "last success");
    }

    @Test
    void aShortCircuitThatHoldsLeavesNothingOut() throws InterruptedException {
        var dag = Dag.named("not_cut");
        var gate = dag.task("gate").shortCircuits(context -> true);
        task(dag, "next", TriggerRule.ALL_SUCCESS, gate);

        assertThat(States.of(run(dag.build()))).containsExactly("gate success", "next success");
    }

    /** @param extra whether this version has a task more */
    private static Dag<NoParams> version(boolean extra) {
        var dag = Dag.named("versions");
        var server = dag.task("server").setup().runs(String.class, context -> "up");
        var letters = dag.task("letters").after(server).runsList(String.class, context -> List.of("a", "b"));
        var pairs = dag.task("pairs")
                .expand(letters.cross(letters).map(pair -> pair.first() + pair.second()))
                .runs(String.class, (pair, context) -> pair);
        var branch = dag.task("branch").reads(pairs).branches((all, context) -> all.subList(0, 1));
        var left = task(dag, "aa", TriggerRule.ALL_SUCCESS, branch);
        var right = task(dag, "bb", TriggerRule.ALL_SUCCESS, branch);
        dag.task("end").after(left, right).teardownOf(server).runs(String.class, context -> "down");
        if (extra) {
            task(dag, "extra", TriggerRule.ALL_SUCCESS, left);
        }
        return dag.build();
    }

    @Test
    void aRunIsDecidedByTheShapeThatItStartedWith() throws InterruptedException {
        var before = version(false);
        var dispatcher = DagRunr.configure().dataSource(pool).dags(before).connect();
        var runId = dispatcher.runner(before).trigger(new NoParams()).runId();
        dispatcher.close();

        dagrunr = DagRunr.configure()
                .dataSource(pool)
                .dags(version(true))
                .parallelism(4)
                .start();
        var run = dagrunr.run("versions", runId);

        assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);
        assertThat(States.of(run))
                .containsExactly(
                        "server success",
                        "letters success",
                        "pairs0 success",
                        "pairs1 success",
                        "pairs2 success",
                        "pairs3 success",
                        "branch success",
                        "aa success",
                        "bb skipped",
                        "end success");
    }
}
