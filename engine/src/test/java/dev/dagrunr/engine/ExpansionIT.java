package dev.dagrunr.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.DagBuilder;
import dev.dagrunr.dag.Expandable;
import dev.dagrunr.dag.ListNode;
import dev.dagrunr.dag.NoParams;
import dev.dagrunr.dag.RetryPolicy;
import dev.dagrunr.dag.RunState;
import dev.dagrunr.dag.TaskSkippedException;
import dev.dagrunr.testsupport.PostgresExtension;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tasks that are expanded over lists made of others, with all lists in the database. */
class ExpansionIT {
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
        dagrunr = DagRunr.configure()
                .dataSource(pool)
                .dags(dag)
                .parallelism(4)
                .maxMapLength(6)
                .start();
        var run = dagrunr.runner(dag).trigger(new NoParams());
        run.await(LONG);
        return run;
    }

    private static ListNode<String> list(DagBuilder<NoParams> dag, String id, String... elements) {
        return dag.task(id).runsList(String.class, context -> List.of(elements));
    }

    /** What each instance took, by map index. */
    private static <E> Dag<NoParams> taking(DagBuilder<NoParams> dag, Expandable<E> list) {
        var each = dag.task("each").expand(list).runs(String.class, (element, context) -> String.valueOf(element));
        dag.task("all").reads(each).runs(String.class, (all, context) -> String.join(" ", all));
        return dag.build();
    }

    @Test
    void listsAreCrossed() throws InterruptedException {
        var dag = Dag.named("crossed");
        var crossed = list(dag, "letters", "a", "b").cross(list(dag, "digits", "1", "2", "3"));

        var run = run(taking(dag, crossed.map(pair -> pair.first() + pair.second())));

        assertThat(run.result("all", String.class)).contains("a1 a2 a3 b1 b2 b3");
    }

    @Test
    void theValuesOfAMappedTaskAreZippedWithoutTheMissingOnes() throws InterruptedException {
        var dag = Dag.named("zipped");
        var some = dag.task("some")
                .expand(list(dag, "letters", "a", "b", "c"))
                .runs(String.class, (letter, context) -> letter.equals("b") ? null : letter);

        var run = run(
                taking(dag, some.zip(list(dag, "digits", "1", "2", "3")).map(pair -> pair.first() + pair.second())));

        assertThat(run.result("all", String.class)).contains("a1 c2");
    }

    @Test
    void aShorterListIsFilled() throws InterruptedException {
        var dag = Dag.named("filled");
        var filled = list(dag, "letters", "a").zipLongest(list(dag, "digits", "1", "2"), "z", "9");

        var run = run(taking(dag, filled.map(pair -> pair.first() + pair.second())));

        assertThat(run.result("all", String.class)).contains("a1 z2");
    }

    @Test
    void listsFollowEachOther() throws InterruptedException {
        var dag = Dag.named("followed");
        var letters = list(dag, "letters", "a", "b");

        var run = run(taking(
                dag,
                letters.concat(Expandable.of(List.of("x")))
                        .concat(list(dag, "none"))
                        .concat(letters)));

        assertThat(run.result("all", String.class)).contains("a b x a b");
    }

    @Test
    void whatAnElementIsChangedByEndsItsInstanceAlone() throws InterruptedException {
        var dag = Dag.named("changed").retries(RetryPolicy.fixedDelay(1, Duration.ofMillis(1)));
        // the label meets the first failure, the first try the second
        var failures = new AtomicInteger(2);
        var changed = list(dag, "letters", "a", "b", "c").map(letter -> {
            if (letter.equals("a")) {
                throw new TaskSkippedException("no a");
            }
            if (letter.equals("b") && failures.getAndDecrement() > 0) {
                throw new IllegalStateException("not yet");
            }
            return letter.toUpperCase(Locale.ROOT);
        });
        dag.task("each").expand(changed).labels(letter -> "letter " + letter).runs(String.class, (e, context) -> e);

        var run = run(dag.build());

        assertThat(run.state()).isEqualTo(RunState.SUCCESS);
        assertThat(States.of(run))
                .containsExactly("letters success", "each0 skipped", "each1 success", "each2 success");
        assertThat(States.reason(run, "each", 0)).isEqualTo("no a");
        assertThat(run.tasks()).extracting(TaskInstanceInfo::label).containsExactly("", "0", "1", "letter C");
        assertThat(run.tasks()).extracting(TaskInstanceInfo::tryNumber).containsExactly(1, 1, 2, 1);
        assertThat(run.resultJson("each", 1)).contains("\"B\"");
    }

    @Test
    void aTaskThatWouldGetTooManyInstancesFails() throws InterruptedException {
        var width = new AtomicInteger(7);
        var dag = Dag.named("too_long");
        var numbers = dag.task("numbers")
                .runsList(
                        Integer.class,
                        context -> IntStream.range(0, width.get()).boxed().toList());

        var run = run(taking(dag, numbers));

        assertThat(run.state()).isEqualTo(RunState.FAILED);
        assertThat(States.of(run)).containsExactly("numbers success", "each failed", "all upstream_failed");
        assertThat(States.reason(run, "each", -1))
                .isEqualTo("Task 'each' would be expanded to 7 instances, but at most 6 are allowed; "
                        + "expand it over a shorter list, or raise maxMapLength");

        width.set(2);
        run.clear(ClearOptions.task("numbers").withDownstream());

        assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);
        assertThat(run.result("all", String.class)).contains("0 1");
    }

    @Test
    void aDagMayAllowMoreInstancesThanTheEngine() throws InterruptedException {
        var dag = Dag.named("longer").maxMapLength(9);

        var run = run(taking(dag, list(dag, "letters", "a", "b", "c").cross(list(dag, "digits", "1", "2", "3"))));

        assertThat(run.state()).isEqualTo(RunState.SUCCESS);
    }

    @Test
    void oneOfTwoListsIsMadeAnew() throws InterruptedException {
        var width = new AtomicInteger(2);
        var dag = Dag.named("anew");
        var numbers = dag.task("numbers")
                .runsList(
                        Integer.class,
                        context -> IntStream.range(0, width.get()).boxed().toList());
        var crossed = list(dag, "letters", "a", "b").cross(numbers);
        var run = run(taking(dag, crossed.map(pair -> pair.first() + pair.second())));
        assertThat(run.result("all", String.class)).contains("a0 a1 b0 b1");

        width.set(3);
        run.clear(ClearOptions.task("numbers").withDownstream());

        assertThat(run.await(LONG)).isEqualTo(RunState.SUCCESS);
        assertThat(run.result("all", String.class)).contains("a0 a1 a2 b0 b1 b2");
    }
}
