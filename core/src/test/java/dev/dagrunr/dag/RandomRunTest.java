package dev.dagrunr.dag;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dagrunr.dag.SimulatedRun.Ending;
import dev.dagrunr.dag.internal.model.Graph;
import dev.dagrunr.dag.internal.model.Traits;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Random DAGs with groups that are mapped within each other, whose instances end in any order, are lost and are cleared: the
 * counters always agree with a naive count, no instance runs without what it reads or twice at one epoch, and every run ends.
 * {@code -Ddagrunr.random.runs=N} tries more of them.
 */
class RandomRunTest {
    private static final int RUNS = Integer.getInteger("dagrunr.random.runs", 150);

    @Test
    void countsAsANaiveCountDoesWhateverHappens() {
        for (int seed = 0; seed < RUNS; seed++) {
            var dag = new RandomGroups(seed).dag();
            var random = new Random(seed);
            int salt = seed;
            var run = new SimulatedRun(
                    dag.graph(), (graph, task, index, time) -> ending(graph, salt, task, index, time), random);
            assertThat(run.toEnd()).as("seed %d %s", seed, dag.toMermaid()).isNotNull();
            for (int clears = random.nextInt(3); clears > 0; clears--) {
                run.clearOne();
                assertThat(run.toEnd()).as("seed %d %s", seed, dag.toMermaid()).isNotNull();
            }
        }
    }

    /** By the seed alone; another time it may be another. */
    private static Ending ending(Graph graph, int seed, String taskId, int mapIndex, int time) {
        var dice = new SplittableRandom(Objects.hash(seed, taskId, mapIndex, time));
        var task = graph.task(taskId);
        int fate = dice.nextInt(12);
        if (fate == 0) {
            return new Ending(TaskState.FAILED, null);
        }
        if (fate == 1) {
            return new Ending(TaskState.SKIPPED, null);
        }
        if (task.traits().choice() == Traits.Choice.BRANCH) {
            return new Ending(
                    TaskState.SUCCESS,
                    graph.downstream(taskId).stream()
                            .filter(id -> dice.nextInt(2) == 0)
                            .toList());
        }
        if (task.traits().choice() != Traits.Choice.NONE) {
            return new Ending(TaskState.SUCCESS, dice.nextInt(3) > 0);
        }
        if (fate == 2) {
            return new Ending(TaskState.SUCCESS, null);
        }
        return new Ending(
                TaskState.SUCCESS,
                task.valueType().list()
                        ? IntStream.range(0, dice.nextInt(4)).boxed().toList()
                        : (Object) dice.nextInt(100));
    }

    /** A DAG by a seed: tasks, mapped tasks and mapped groups two deep, under any rule, with branches and setups. */
    private static final class RandomGroups {
        private final Random random;
        private final DagBuilder<NoParams> dag = Dag.named("random");
        private int number;
        private int budget;

        RandomGroups(long seed) {
            this.random = new Random(seed);
            this.budget = 4 + random.nextInt(40);
        }

        /** What a task can be wired to at one place of the declaration. */
        private static final class Scope {
            final List<TaskHandle> tasks = new ArrayList<>();
            final List<Expandable<Integer>> lists = new ArrayList<>();

            Scope inner() {
                var inner = new Scope();
                inner.tasks.addAll(tasks);
                inner.lists.addAll(lists);
                return inner;
            }
        }

        Dag<NoParams> dag() {
            var scope = new Scope();
            while (budget > 0) {
                declare(null, scope, 0);
            }
            return dag.build();
        }

        private TaskBuilder<NoParams> begin(@org.jspecify.annotations.Nullable TaskGroup<NoParams> group) {
            budget--;
            var id = "t" + number++;
            return group == null ? dag.task(id) : group.task(id);
        }

        private <T> T any(List<T> all) {
            return all.get(random.nextInt(all.size()));
        }

        private Expandable<Integer> list(Scope scope) {
            return scope.lists.isEmpty() || random.nextInt(5) == 0
                    ? Expandable.of(List.of(1, 2, 3).subList(0, random.nextInt(4)))
                    : any(scope.lists);
        }

        private <S extends TaskSettings<NoParams, S>> S wired(S task, Scope scope) {
            for (int i = random.nextInt(3); i > 0 && !scope.tasks.isEmpty(); i--) {
                task.after(any(scope.tasks));
            }
            return task;
        }

        private TriggerRule rule() {
            return random.nextInt(2) == 0
                    ? TriggerRule.ALL_SUCCESS
                    : any(List.of(
                            TriggerRule.ALL_DONE,
                            TriggerRule.NONE_FAILED,
                            TriggerRule.NONE_FAILED_MIN_ONE_SUCCESS,
                            TriggerRule.NONE_SKIPPED,
                            TriggerRule.ONE_SUCCESS,
                            TriggerRule.ONE_DONE,
                            TriggerRule.ALWAYS));
        }

        private void declare(@org.jspecify.annotations.Nullable TaskGroup<NoParams> group, Scope scope, int depth) {
            switch (random.nextInt(depth < 2 ? 8 : 6)) {
                case 0 -> {
                    var node = wired(begin(group), scope).when(rule()).runsList(Integer.class, context -> List.of());
                    scope.tasks.add(node);
                    scope.lists.add(node);
                }
                case 1 -> {
                    var node = wired(begin(group), scope)
                            .when(rule())
                            .expand(list(scope))
                            .runs(Integer.class, (n, context) -> n);
                    scope.tasks.add(node);
                    scope.lists.add(node);
                }
                case 2 -> {
                    var node = wired(begin(group), scope)
                            .expand(list(scope))
                            .runsList(Integer.class, (n, context) -> List.of(n));
                    scope.tasks.add(node);
                    scope.lists.add(Expandable.elementsOf(node));
                }
                case 3 -> declareChooser(group, scope);
                case 4 -> scope.tasks.add(wired(begin(group), scope).setup().runs(Integer.class, context -> 1));
                case 5 ->
                    scope.tasks.add(wired(begin(group), scope).when(rule()).runs(Integer.class, context -> 1));
                default -> declareGroup(group, scope, depth);
            }
        }

        private void declareChooser(@org.jspecify.annotations.Nullable TaskGroup<NoParams> group, Scope scope) {
            var task = wired(begin(group), scope);
            var node = switch (random.nextInt(3)) {
                case 0 -> task.branches(context -> List.of());
                case 1 -> task.shortCircuits(context -> true);
                default -> task.shortCircuitsNext(context -> true);
            };
            scope.tasks.add(node);
            scope.tasks.add(begin(group).after(node).when(rule()).runs(Integer.class, context -> 1));
        }

        private void declareGroup(
                @org.jspecify.annotations.Nullable TaskGroup<NoParams> around, Scope scope, int depth) {
            var id = "g" + number++;
            var begun = around == null ? dag.group(id) : around.group(id);
            var inner = scope.inner();
            var last = begun.expand(list(scope)).tasks((group, element) -> {
                for (int tasks = 1 + random.nextInt(4); tasks > 0; tasks--) {
                    declare(group, inner, depth + 1);
                }
                return begin(group)
                        .after(any(withOne(group, inner, scope)))
                        .when(rule())
                        .runs(Integer.class, c -> 1);
            });
            scope.tasks.add(last);
            scope.lists.add(last);
        }

        /** Tasks of the group itself, so that it is not empty before its last one. */
        private List<TaskHandle> withOne(TaskGroup<NoParams> group, Scope inner, Scope outer) {
            var own = new ArrayList<>(inner.tasks);
            own.removeAll(outer.tasks);
            if (own.isEmpty()) {
                own.add(begin(group).runs(Integer.class, context -> 1));
            }
            return own;
        }
    }
}
