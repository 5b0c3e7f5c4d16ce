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
    private static final int DAGS = 500;

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

        @Override
        public String toString() {
            return "seed " + seed + "\n" + random.dag().toMermaid() + run.transcript();
        }
    }

    @Test
    void endsEveryTaskAsItsRuleSays() {
        CASES.forEach(it -> it.graph()
                .tasks()
                .forEach(task -> assertThat(it.run().states(task.id()))
                        .as("%s in %s", task.id(), it)
                        .isIn(possibleEndings(it, task))));
    }

    @Test
    void endsEveryRunAsItsLeavesSay() {
        CASES.forEach(it -> {
            boolean failedLeaf = it.graph().tasks().stream()
                    .filter(task -> it.graph().isLeaf(task.id()))
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
                var needed = waitsForAll(task.rule())
                        ? task.upstream()
                        : sourceOf(task).toList();
                assertThat(sinceStart(it.lines(), task.id()))
                        .as("%s in %s", task.id(), it)
                        .noneMatch(line -> needed.stream().anyMatch(id -> isOf(line, id)));
            }
        });
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
        var verdicts = verdicts(task.rule(), endingsOf(it, task.upstream().stream()));
        var endings = new HashSet<List<TaskState>>();
        for (var verdict : withList(verdicts, endingsOf(it, sourceOf(task)), isExpandedOverInstances(it, task))) {
            endings.add(verdict == RUN ? scripted(it, task) : List.of(verdict == SKIP ? SKIPPED : UPSTREAM_FAILED));
        }
        return endings;
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

    private static Set<Verdict> withList(Set<Verdict> byRule, List<TaskState> list, boolean instances) {
        if (list.isEmpty() || instances || list.contains(SUCCESS)) {
            return byRule;
        }
        var verdicts = EnumSet.of(list.contains(SKIPPED) ? SKIP : FAIL_UPSTREAM);
        byRule.stream().filter(verdict -> verdict != RUN).forEach(verdicts::add);
        return verdicts;
    }

    private static List<TaskState> endingsOf(Case it, Stream<String> taskIds) {
        return taskIds.flatMap(id -> it.run().states(id).stream()).toList();
    }

    private static Stream<String> sourceOf(Task task) {
        return task.expansion().stream().flatMap(expansion -> expansion.source().tasks().stream());
    }

    private static boolean isExpandedOverInstances(Case it, Task task) {
        return sourceOf(task)
                .anyMatch(source -> it.lines().stream().anyMatch(line -> line.startsWith(source + " expanded to ")));
    }

    /** How the instances of a task end that may run. */
    private static List<TaskState> scripted(Case it, Task task) {
        if (!task.mapped()) {
            return List.of(scripted(it, task.id(), -1));
        }
        int width =
                sourceOf(task).findFirst().map(source -> elements(it, source)).orElse(3);
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
