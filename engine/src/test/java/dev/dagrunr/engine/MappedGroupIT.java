package dev.dagrunr.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.DagBuilder;
import dev.dagrunr.dag.Expandable;
import dev.dagrunr.dag.MappedNode;
import dev.dagrunr.dag.NoParams;
import dev.dagrunr.dag.RunState;
import dev.dagrunr.dag.TriggerRule;
import dev.dagrunr.testsupport.PostgresExtension;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Groups of tasks that are mapped, and mapping within them, with all counters and lists in the database. */
class MappedGroupIT {
    private static final Duration LONG = Duration.ofSeconds(30);

    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.create();

    private static HikariDataSource pool;
    private DagRunr dagrunr;
    private final AtomicInteger length = new AtomicInteger(2);

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

    private static Expandable<Integer> numbers(int count) {
        return Expandable.of(IntStream.range(0, count).boxed().toList());
    }

    /** As {@code g.load[1]=success}, without those that were removed. */
    private static List<String> states(RunHandle run, String taskId) {
        return run.tasks().stream()
                .filter(task -> task.taskId().equals(taskId))
                .map(task -> task.label() + "=" + task.state().wireName())
                .toList();
    }

    private static MappedNode<String> nested(DagBuilder<NoParams> dag, AtomicInteger length) {
        var list = dag.task("list")
                .runsList(
                        Integer.class, context -> IntStream.range(0, 3).boxed().toList());
        return dag.group("outer").expand(list).labels(n -> "o" + n).tasks((outer, number) -> {
            var parts = outer.task("parts")
                    .reads(number)
                    .runsList(
                            Integer.class,
                            (n, context) ->
                                    IntStream.range(0, length.get()).boxed().toList());
            return outer.group("inner").expand(parts).tasks((inner, part) -> {
                var sum = inner.task("sum").reads(part, number).runs(Integer.class, (p, n, context) -> 10 * n + p);
                return inner.task("text")
                        .reads(sum)
                        .expand(numbers(2))
                        .runs(
                                String.class,
                                (i, total, context) -> total + "." + i + "@"
                                        + context.attempt().label());
            });
        });
    }

    @Test
    void groupsAreMappedWithinGroups() throws InterruptedException {
        var dag = Dag.named("nested");
        var all = nested(dag, length);
        dag.task("join").reads(all).runs(String.class, (texts, context) -> String.join(" ", texts));

        var run = run(dag.build());

        assertThat(run.result("join", String.class))
                .contains(
                        "0.0@o0/0/0 0.1@o0/0/1 1.0@o0/1/0 1.1@o0/1/1 10.0@o1/0/0 10.1@o1/0/1 11.0@o1/1/0 11.1@o1/1/1 20.0@o2/0/0 20.1@o2/0/1 21.0@o2/1/0 21.1@o2/1/1");
        assertThat(run.info().state()).isEqualTo(RunState.SUCCESS);
        assertThat(run.resultJson("outer.inner.sum", 20001)).contains("21");
        assertThat(run.resultJson("outer.parts", 1)).contains("[0,1]");
    }

    @Test
    void oneIndexThatIsClearedRunsAgainAloneWithALongerAndAShorterList() throws InterruptedException {
        var dag = Dag.named("cleared");
        var all = nested(dag, length);
        dag.task("join").reads(all).runs(Integer.class, (texts, context) -> texts.size());
        var run = run(dag.build());

        length.set(3);
        run.clear(ClearOptions.task("outer.parts").withMapIndex(1).withDownstream());
        run.await(LONG);

        assertThat(states(run, "outer.inner.sum"))
                .containsExactly(
                        "o0/0=success",
                        "o0/1=success",
                        "o1/0=success",
                        "o1/1=success",
                        "o1/2=success",
                        "o2/0=success",
                        "o2/1=success");
        assertThat(run.result("join", Integer.class)).contains(14);
        assertThat(run.tasks().stream()
                        .filter(task -> task.taskId().equals("outer.inner.sum"))
                        .map(TaskInstanceInfo::tryNumber))
                .containsExactly(1, 1, 2, 2, 1, 1, 1);

        length.set(1);
        run.clear(ClearOptions.task("outer.parts").withMapIndex(1).withDownstream());
        run.await(LONG);

        assertThat(states(run, "outer.inner.sum")).contains("o1/0=success", "o1/1=removed", "o1/2=removed");
        assertThat(run.result("join", Integer.class)).contains(10);
        assertThat(run.info().state()).isEqualTo(RunState.SUCCESS);
    }

    @Test
    void aWholeGroupIsExpandedAnewWhenItsListIsCleared() throws InterruptedException {
        var dag = Dag.named("regrouped");
        var list = dag.task("list")
                .runsList(
                        Integer.class,
                        context -> IntStream.range(0, length.get()).boxed().toList());
        var all = dag.group("g").expand(list).tasks((group, number) -> {
            var first = group.task("first").reads(number).runs(Integer.class, (n, context) -> n);
            return group.task("second").reads(first).expand(numbers(2)).runs(Integer.class, (i, n, context) -> n + i);
        });
        dag.task("join").reads(all).runs(String.class, (values, context) -> values.toString());
        var run = run(dag.build());
        assertThat(run.result("join", String.class)).contains("[0, 1, 1, 2]");

        length.set(3);
        run.clear(ClearOptions.task("list").withDownstream());
        run.await(LONG);
        assertThat(run.result("join", String.class)).contains("[0, 1, 1, 2, 2, 3]");

        length.set(1);
        run.clear(ClearOptions.task("list").withDownstream());
        run.await(LONG);
        assertThat(run.result("join", String.class)).contains("[0, 1]");
        assertThat(states(run, "g.first")).containsExactly("0=success", "1=removed", "2=removed");
    }

    @Test
    void listsOfManyInstancesAreExpandedOverAndTheirGapsLeftOut() throws InterruptedException {
        var dag = Dag.named("flat");
        var lists = dag.task("lists")
                .expand(numbers(5))
                .runsList(
                        String.class,
                        (n, context) -> n == 3
                                ? null
                                : IntStream.range(0, n)
                                        .mapToObj(i -> n + ":" + i)
                                        .toList());
        var flat = dag.task("flat").expand(Expandable.elementsOf(lists)).runs(String.class, (text, context) -> text);
        var sizes = dag.task("sizes").expand(lists).runs(Integer.class, (list, context) -> list.size());
        dag.task("join")
                .reads(flat, sizes)
                .runs(String.class, (texts, numbers, context) -> String.join(" ", texts) + " " + numbers);

        var run = run(dag.build());

        assertThat(run.result("join", String.class)).contains("1:0 2:0 2:1 4:0 4:1 4:2 4:3 [0, 1, 2, 4]");
    }

    @Test
    void aBranchChoosesPerIndexAndItsChoiceSurvivesAClear() throws InterruptedException {
        var dag = Dag.named("branch");
        dag.group("g").expand(numbers(2)).tasks((group, number) -> {
            var branch = group.task("branch").reads(number).branches((n, context) -> List.of(n == 0 ? "g.a" : "g.b"));
            group.task("a").after(branch).runs(Integer.class, context -> 1);
            return group.task("b").after(branch).runs(Integer.class, context -> 2);
        });
        var run = run(dag.build());

        assertThat(states(run, "g.a")).containsExactly("0=success", "1=skipped");
        run.clear(ClearOptions.task("g.a"));
        run.await(LONG);
        assertThat(states(run, "g.a")).containsExactly("0=success", "1=skipped");
        assertThat(states(run, "g.b")).containsExactly("0=skipped", "1=success");
    }

    @Test
    void outcomesAreThoseOfTheSameIndex() throws InterruptedException {
        var dag = Dag.named("outcomes");
        var all = dag.group("g").expand(numbers(3)).tasks((group, number) -> {
            var first = group.task("first").reads(number).runs(Integer.class, (n, context) -> {
                if (n == 1) {
                    throw new IllegalStateException("broken");
                }
                return n * 10;
            });
            return group.task("judge")
                    .reads(first.outcome())
                    .when(TriggerRule.ALL_DONE)
                    .runs(String.class, (outcome, context) -> outcome.toString());
        });
        dag.task("join").reads(all).runs(String.class, (texts, context) -> String.join(" ", texts));

        var run = run(dag.build());

        assertThat(run.result("join", String.class))
                .contains("Succeeded[result=0] Failed[reason=broken] Succeeded[result=20]");
        assertThat(run.info().state()).isEqualTo(RunState.SUCCESS);
    }
}
