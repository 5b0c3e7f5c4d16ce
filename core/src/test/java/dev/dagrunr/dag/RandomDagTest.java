package dev.dagrunr.dag;

import static dev.dagrunr.dag.TaskState.FAILED;
import static dev.dagrunr.dag.TaskState.SKIPPED;
import static dev.dagrunr.dag.TaskState.SUCCESS;
import static dev.dagrunr.dag.TaskState.UPSTREAM_FAILED;
import static dev.dagrunr.dag.internal.decision.Verdict.FAIL_UPSTREAM;
import static dev.dagrunr.dag.internal.decision.Verdict.RUN;
import static dev.dagrunr.dag.internal.decision.Verdict.SKIP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dagrunr.dag.internal.decision.Verdict;
import dev.dagrunr.dag.internal.model.Graph;
import dev.dagrunr.dag.internal.model.Task;
import dev.dagrunr.dag.internal.model.Traits.Role;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Random DAGs against a naive reading of the rules: it looks at how everything ended, and asks whether that fits. */
class RandomDagTest {
    private static final int DAGS = 1000;

    private static final List<Case> CASES =
            LongStream.range(0, DAGS).mapToObj(Case::of).toList();

    private record Case(long seed, RandomDag random, TestedRun run, List<String> lines) {
        static Case of(long seed) {
            var random = new RandomDag(seed);
            var run = DagTester.of(random.dag()).run();
            return new Case(seed, random, run, run.transcript().lines().toList());
        }

        Graph graph() {
            return random.dag().graph();
        }

        /** Each id that one comes to by following edges down. */
        Set<String> below(String taskId) {
            var below = new HashSet<String>();
            var left = new ArrayDeque<>(graph().downstream(taskId));
            while (!left.isEmpty()) {
                var next = left.remove();
                if (below.add(next)) {
                    left.addAll(graph().downstream(next));
                }
            }
            return below;
        }

        @Override
        public String toString() {
            return "seed " + seed + "\n" + random.dag().toMermaid() + run.transcript();
        }
    }

    @Test
    void endsEveryTaskAsItsRuleSays() {
        CASES.stream()
                .filter(it -> !failedFast(it))
                .forEach(it -> it.graph()
                        .tasks()
                        .forEach(task -> assertThat(it.run().states(task.id()))
                                .as("%s in %s", task.id(), it)
                                .isIn(possibleEndings(it, task))));
    }

    @Test
    void endsEveryRunAsItsLeavesSay() {
        CASES.forEach(it -> {
            boolean failedLeaf = it.graph().tasks().stream()
                    .filter(task -> decidesTheRun(it, task))
                    .flatMap(task -> it.run().states(task.id()).stream())
                    .anyMatch(state -> state == FAILED || state == UPSTREAM_FAILED);
            assertThat(it.lines()).as("%s", it).endsWith("random " + (failedLeaf ? "failed" : "success"));
            assertThat(it.lines())
                    .as("%s", it)
                    .filteredOn(line -> isOf(line, "random"))
                    .hasSize(1);
        });
    }

    @Test
    void startsNoTaskBeforeWhatItNeedsHasEnded() {
        CASES.forEach(it -> {
            for (var task : it.graph().tasks()) {
                var needed = new ArrayList<>(
                        waitsForAll(task.rule())
                                ? task.upstream()
                                : sourceOf(task).toList());
                needed.addAll(watchedSetups(it, task));
                assertThat(sinceStart(it.lines(), task.id()))
                        .as("%s in %s", task.id(), it)
                        .noneMatch(line -> needed.stream().anyMatch(id -> isOf(line, id)));
            }
        });
    }

    @Test
    void startsNothingButTeardownsOnceAnotherTaskFailedInADagThatFailsFast() {
        CASES.stream().filter(RandomDagTest::failedFast).forEach(it -> {
            var first = it.lines().stream()
                    .filter(line -> line.contains(" failed: "))
                    .findFirst()
                    .orElseThrow();
            var after = it.lines().subList(it.lines().indexOf(first), it.lines().size());
            for (var task : it.graph().tasks()) {
                if (!isTeardown(task) && !isOf(first, task.id())) {
                    assertThat(after)
                            .as("%s in %s", task.id(), it)
                            .noneMatch(line -> isOf(line, task.id()) && line.contains(" running "));
                }
            }
            assertThat(it.lines()).as("%s", it).anyMatch(line -> line.startsWith("random "));
        });
    }

    private static boolean failedFast(Case it) {
        return it.random().failFast() && it.lines().stream().anyMatch(line -> line.contains(" failed: "));
    }

    private static boolean isTeardown(Task task) {
        return task.traits().role() == Role.TEARDOWN;
    }

    private static boolean decidesTheRun(Case it, Task task) {
        return !isTeardown(task)
                && (it.random().failFast()
                        || it.graph().downstream(task.id()).stream()
                                .allMatch(id -> isTeardown(it.graph().task(id))));
    }

    /** Setups before a task, though not directly, that are still up while it runs. */
    private static List<String> watchedSetups(Case it, Task task) {
        if (task.rule() == TriggerRule.ALL_DONE_SETUP_SUCCESS || task.rule() == TriggerRule.ALWAYS) {
            return List.of();
        }
        var below = it.below(task.id());
        return it.graph().tasks().stream()
                .filter(setup -> setup.traits().role() == Role.SETUP)
                .map(Task::id)
                .filter(setup ->
                        it.below(setup).contains(task.id()) && !task.upstream().contains(setup))
                .filter(setup -> {
                    var teardowns = it.graph().downstream(setup).stream()
                            .filter(id -> isTeardown(it.graph().task(id)))
                            .toList();
                    return teardowns.isEmpty() || teardowns.stream().anyMatch(below::contains);
                })
                .toList();
    }

    /** Whether a branch or a short circuit before the task said that it is to be skipped. */
    private static boolean isLeftOut(Case it, Task task, Stream<Task> choosers) {
        return !isTeardown(task) && choosers.anyMatch(chooser -> leavesOut(it, chooser, task.id()));
    }

    private static boolean leavesOut(Case it, Task chooser, String taskId) {
        if (!it.run().states(chooser.id()).equals(List.of(SUCCESS))) {
            return false;
        }
        var next = it.graph().downstream(chooser.id());
        return switch (chooser.traits().choice()) {
            case NONE -> false;
            case BRANCH ->
                next.contains(taskId)
                        && next.stream()
                                .filter(id -> it.random().chooses(chooser.id(), id))
                                .noneMatch(
                                        id -> id.equals(taskId) || it.below(id).contains(taskId));
            case SHORT_CIRCUIT ->
                !it.random().goesOn(chooser.id()) && it.below(chooser.id()).contains(taskId);
            case SHORT_CIRCUIT_NEXT -> !it.random().goesOn(chooser.id()) && next.contains(taskId);
        };
    }

    private static List<String> sinceStart(List<String> lines, String taskId) {
        return lines.stream()
                .dropWhile(line -> !(isOf(line, taskId) && line.endsWith(" running try 1")))
                .toList();
    }

    private static boolean isOf(String line, String taskId) {
        return line.startsWith(taskId + " ") || line.startsWith(taskId + "[");
    }

    /** Several, where it depends on who comes first: a skip and a failure are both propagated at once. */
    private static Set<List<TaskState>> possibleEndings(Case it, Task task) {
        var verdicts = withSetups(it, task, verdicts(task.rule(), endingsOf(it, task.upstream().stream())));
        var endings = new HashSet<List<TaskState>>();
        for (var verdict : withLists(it, task, verdicts)) {
            endings.add(verdict == RUN ? scripted(it, task) : List.of(verdict == SKIP ? SKIPPED : UPSTREAM_FAILED));
        }
        if (isLeftOut(it, task, it.graph().tasks().stream())) {
            // it may have started before, unless it waits for the very task that left it out
            var upstream = task.upstream().stream().map(it.graph()::task);
            if (waitsForAll(task.rule()) && isLeftOut(it, task, upstream)) {
                endings.removeIf(ending -> !ending.equals(List.of(UPSTREAM_FAILED)));
            }
            endings.add(List.of(SKIPPED));
        }
        return endings;
    }

    private static Set<Verdict> withSetups(Case it, Task task, Set<Verdict> byRule) {
        if (task.rule() == TriggerRule.ALL_DONE_SETUP_SUCCESS) {
            var setups = endingsOf(
                    it,
                    task.upstream().stream()
                            .filter(id -> it.graph().task(id).traits().role() == Role.SETUP));
            return setups.isEmpty() || setups.contains(SUCCESS)
                    ? byRule
                    : Set.of(setups.stream().allMatch(SKIPPED::equals) ? SKIP : FAIL_UPSTREAM);
        }
        var setups = endingsOf(it, watchedSetups(it, task).stream());
        var bad = EnumSet.noneOf(Verdict.class);
        setups.stream()
                .filter(state -> state != SUCCESS)
                .forEach(state -> bad.add(state == SKIPPED ? SKIP : FAIL_UPSTREAM));
        if (bad.isEmpty()) {
            return byRule;
        }
        byRule.stream().filter(verdict -> verdict != RUN).forEach(bad::add);
        return bad;
    }

    private static Set<Verdict> verdicts(TriggerRule rule, List<TaskState> ends) {
        boolean success = ends.contains(SUCCESS);
        boolean skip = ends.contains(SKIPPED);
        boolean failure = ends.contains(FAILED) || ends.contains(UPSTREAM_FAILED);
        return ends.isEmpty()
                ? Set.of(RUN)
                : switch (rule) {
                    case ALL_SUCCESS ->
                        failure && skip
                                ? Set.of(SKIP, FAIL_UPSTREAM)
                                : Set.of(failure ? FAIL_UPSTREAM : skip ? SKIP : RUN);
                    case ALL_FAILED -> Set.of(success || skip ? SKIP : RUN);
                    case ALL_SKIPPED -> Set.of(success || failure ? SKIP : RUN);
                    case ALL_DONE, ALL_DONE_SETUP_SUCCESS, ALWAYS -> Set.of(RUN);
                    case ALL_DONE_MIN_ONE_SUCCESS -> Set.of(skip ? SKIP : success ? RUN : FAIL_UPSTREAM);
                    case ONE_SUCCESS -> Set.of(success ? RUN : failure ? FAIL_UPSTREAM : SKIP);
                    case ONE_FAILED -> Set.of(failure ? RUN : SKIP);
                    case ONE_DONE -> Set.of(success || ends.contains(FAILED) ? RUN : SKIP);
                    case NONE_FAILED -> Set.of(failure ? FAIL_UPSTREAM : RUN);
                    case NONE_FAILED_MIN_ONE_SUCCESS -> Set.of(failure ? FAIL_UPSTREAM : success ? RUN : SKIP);
                    case NONE_SKIPPED -> Set.of(skip ? SKIP : RUN);
                };
    }

    private static Set<Verdict> withLists(Case it, Task task, Set<Verdict> byRule) {
        var verdicts = EnumSet.noneOf(Verdict.class);
        sourceOf(task)
                .filter(source -> !isExpanded(it, source))
                .map(source -> it.run().state(source))
                .filter(state -> state != SUCCESS)
                .forEach(state -> verdicts.add(state == SKIPPED ? SKIP : FAIL_UPSTREAM));
        if (verdicts.isEmpty()) {
            return byRule;
        }
        byRule.stream().filter(verdict -> verdict != RUN).forEach(verdicts::add);
        return verdicts;
    }

    private static List<TaskState> endingsOf(Case it, Stream<String> taskIds) {
        return taskIds.flatMap(id -> it.run().states(id).stream()).toList();
    }

    private static Stream<String> sourceOf(Task task) {
        return task.expansion().stream().flatMap(expansion -> expansion.source().tasks().stream());
    }

    private static boolean isExpanded(Case it, String taskId) {
        return it.lines().stream().anyMatch(line -> line.startsWith(taskId + " expanded to "));
    }

    /** How the instances of a task end that may run. */
    private static List<TaskState> scripted(Case it, Task task) {
        if (!task.mapped()) {
            return List.of(scripted(it, task.id(), -1));
        }
        int width = it.random().expansion(task.id()).width(source -> elements(it, source));
        return width == 0
                ? List.of(SKIPPED)
                : IntStream.range(0, width)
                        .mapToObj(index -> scripted(it, task.id(), index))
                        .toList();
    }

    private static TaskState scripted(Case it, String taskId, int mapIndex) {
        return switch (it.random().answer(taskId, mapIndex)) {
            case VALUE, NOTHING -> SUCCESS;
            case FAILURE -> FAILED;
            case SKIP -> SKIPPED;
        };
    }

    private static int elements(Case it, String sourceId) {
        if (!it.graph().task(sourceId).mapped()) {
            return it.random().listLength(sourceId);
        }
        int width = it.run().states(sourceId).size();
        return (int) IntStream.range(0, width)
                .filter(index -> it.run().states(sourceId).get(index) == SUCCESS)
                .filter(index -> it.random().answer(sourceId, index) == RandomDag.Answer.VALUE)
                .count();
    }

    private static boolean waitsForAll(TriggerRule rule) {
        return !Set.of(TriggerRule.ONE_SUCCESS, TriggerRule.ONE_FAILED, TriggerRule.ONE_DONE, TriggerRule.ALWAYS)
                .contains(rule);
    }
}
