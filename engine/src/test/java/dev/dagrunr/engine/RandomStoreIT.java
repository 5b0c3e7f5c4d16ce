package dev.dagrunr.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.DagBuilder;
import dev.dagrunr.dag.DagTester;
import dev.dagrunr.dag.Expandable;
import dev.dagrunr.dag.NoParams;
import dev.dagrunr.dag.RetryPolicy;
import dev.dagrunr.dag.TaskBuilder;
import dev.dagrunr.dag.TaskContext;
import dev.dagrunr.dag.TaskFailedException;
import dev.dagrunr.dag.TaskGroup;
import dev.dagrunr.dag.TaskHandle;
import dev.dagrunr.dag.TestedRun;
import dev.dagrunr.dag.TriggerRule;
import dev.dagrunr.testsupport.PostgresExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Random DAGs with mapped tasks and groups end in the PostgreSQL store, on many threads, as they end in the tester. Their rules
 * are those whose outcome does not depend on what ends first. {@code -Ddagrunr.random.stores=N} tries more of them.
 */
class RandomStoreIT {
    private static final int DAGS = Integer.getInteger("dagrunr.random.stores", 12);
    private static final List<TriggerRule> RULES = List.of(
            TriggerRule.ALL_DONE,
            TriggerRule.NONE_FAILED,
            TriggerRule.NONE_SKIPPED,
            TriggerRule.ALL_FAILED,
            TriggerRule.ALL_SKIPPED);

    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.create();

    @Test
    void endsInTheStoreAsInTheTester() throws InterruptedException {
        var dags = IntStream.range(0, DAGS)
                .mapToObj(seed -> new RandomMapping(seed).dag())
                .toList();
        try (HikariDataSource pool = Pools.of(POSTGRES.database());
                var dagrunr = DagRunr.configure()
                        .dataSource(pool)
                        .dags(dags.toArray(Dag<?>[]::new))
                        .parallelism(8)
                        .start()) {
            var runs = dags.stream()
                    .map(dag -> dagrunr.runner(dag).trigger(new NoParams()))
                    .toList();
            for (int i = 0; i < DAGS; i++) {
                runs.get(i).await(Duration.ofMinutes(2));
                var tested = DagTester.of(dags.get(i)).run();
                var what = dags.get(i).id() + "\n" + dags.get(i).toMermaid();
                assertThat(States.of(runs.get(i))).as(what).containsExactlyElementsOf(states(dags.get(i), tested));
                assertThat(runs.get(i).info().state()).as(what).isEqualTo(tested.state());
            }
        }
    }

    private static List<String> states(Dag<?> dag, TestedRun run) {
        var states = new ArrayList<String>();
        for (var id : dag.taskIds()) {
            for (int mapIndex : run.mapIndexes(id)) {
                states.add(id + (mapIndex < 0 ? "" : mapIndex) + " "
                        + run.state(id, mapIndex).wireName());
            }
        }
        return states;
    }

    /** A DAG by a seed. Its lists are always there; everything else may fail. */
    private static final class RandomMapping {
        private final int seed;
        private final Random random;
        private final DagBuilder<NoParams> dag;
        private int number;

        RandomMapping(int seed) {
            this.seed = seed;
            this.random = new Random(seed);
            this.dag = Dag.named("random_" + seed).retries(RetryPolicy.fixedDelay(1, Duration.ofMillis(1)));
        }

        Dag<NoParams> dag() {
            var tasks = new ArrayList<TaskHandle>();
            for (int i = 4 + random.nextInt(6); i > 0; i--) {
                declare(dag::task, null, tasks, 0);
            }
            return dag.build();
        }

        private void declare(
                Function<String, TaskBuilder<NoParams>> place,
                @Nullable TaskGroup<NoParams> around,
                List<TaskHandle> tasks,
                int depth) {
            var id = "t" + number++;
            switch (random.nextInt(depth < 2 ? 4 : 3)) {
                case 0 -> {
                    var list = place.apply("list_" + id).runsList(Integer.class, this::list);
                    tasks.add(place.apply(id).expand(list).runs(Integer.class, (n, context) -> value(context)));
                }
                case 1 -> {
                    var lists = place.apply("lists_" + id)
                            .expand(Expandable.of(List.of(1, 2)))
                            .runsList(Integer.class, (n, context) -> list(context));
                    tasks.add(place.apply(id)
                            .expand(Expandable.elementsOf(lists))
                            .runs(Integer.class, (n, context) -> value(context)));
                }
                case 2 -> {
                    var task = place.apply(id).when(RULES.get(random.nextInt(RULES.size())));
                    for (int i = random.nextInt(3); i > 0 && !tasks.isEmpty(); i--) {
                        task.after(tasks.get(random.nextInt(tasks.size())));
                    }
                    tasks.add(task.runs(Integer.class, this::value));
                }
                default -> {
                    var list = place.apply("list_" + id).runsList(Integer.class, this::list);
                    var group = around == null ? dag.group("g" + id) : around.group("g" + id);
                    tasks.add(group.expand(list).tasks((inner, element) -> {
                        var own = new ArrayList<TaskHandle>();
                        for (int i = 1 + random.nextInt(3); i > 0; i--) {
                            declare(inner::task, inner, own, depth + 1);
                        }
                        return inner.task("last")
                                .reads(element)
                                .after(own.get(random.nextInt(own.size())))
                                .when(TriggerRule.NONE_FAILED)
                                .runs(Integer.class, (n, context) -> value(context));
                    }));
                }
            }
        }

        private int dice(TaskContext<NoParams> context, int bound) {
            var attempt = context.attempt();
            return new SplittableRandom(Objects.hash(seed, attempt.taskId(), attempt.mapIndex())).nextInt(bound);
        }

        private List<Integer> list(TaskContext<NoParams> context) {
            return IntStream.range(0, dice(context, 4)).boxed().toList();
        }

        private @Nullable Integer value(TaskContext<NoParams> context) {
            int dice = dice(context, 10);
            if (dice == 0) {
                throw new TaskFailedException("by its seed");
            }
            if (dice == 1 && context.attempt().tryNumber() == 1) {
                throw new IllegalStateException("by its seed, the first time");
            }
            return dice == 2 ? null : dice;
        }
    }
}
