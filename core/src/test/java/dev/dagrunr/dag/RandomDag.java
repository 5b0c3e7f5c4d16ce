package dev.dagrunr.dag;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A DAG of up to 30 tasks, all of it given by a seed: which tasks there are, what they read, under which rule, and how each
 * instance ends. Its bodies check what they are given.
 */
final class RandomDag {
    enum Answer {
        VALUE,
        NOTHING,
        FAILURE,
        SKIP
    }

    private static final List<TriggerRule> WAIT_FOR_ALL = List.of(
            TriggerRule.ALL_FAILED,
            TriggerRule.ALL_DONE,
            TriggerRule.ALL_DONE_MIN_ONE_SUCCESS,
            TriggerRule.NONE_FAILED,
            TriggerRule.NONE_FAILED_MIN_ONE_SUCCESS,
            TriggerRule.NONE_SKIPPED,
            TriggerRule.ALL_SKIPPED);
    private static final List<TriggerRule> WITH_A_LIST = List.of(
            TriggerRule.ALL_SUCCESS,
            TriggerRule.ALL_SUCCESS,
            TriggerRule.ALL_DONE,
            TriggerRule.NONE_FAILED,
            TriggerRule.NONE_SKIPPED,
            TriggerRule.ONE_SUCCESS,
            TriggerRule.ONE_DONE,
            TriggerRule.ALWAYS);

    private final long seed;
    private final Random random;
    private final DagBuilder<NoParams> builder =
            Dag.named("random").retries(RetryPolicy.fixedDelay(1, Duration.ofSeconds(9)));
    private final List<TaskHandle> handles = new ArrayList<>();
    private final List<Expandable<Integer>> lists = new ArrayList<>();
    private final Map<String, Object> returned = new HashMap<>();
    private final Dag<NoParams> dag;

    RandomDag(long seed) {
        this.seed = seed;
        this.random = new Random(seed);
        int tasks = 1 + random.nextInt(30);
        IntStream.range(0, tasks).mapToObj(number -> "t" + number).forEach(this::declare);
        this.dag = builder.build();
    }

    Dag<NoParams> dag() {
        return dag;
    }

    /** How an instance ends, when it runs; decided by the seed alone. */
    Answer answer(String taskId, int mapIndex) {
        int dice = dice(taskId, mapIndex, 10);
        return dice < 7 ? Answer.VALUE : Answer.values()[dice - 6];
    }

    /** The length of the list that a list task returns. */
    int listLength(String taskId) {
        return answer(taskId, -1) == Answer.VALUE ? dice(taskId, -2, 5) : 0;
    }

    private int dice(String taskId, int salt, int bound) {
        return new SplittableRandom(Objects.hash(seed, taskId, salt)).nextInt(bound);
    }

    private void declare(String id) {
        var task = builder.task(id).priorityWeight(random.nextInt(5));
        random.ints(random.nextInt(3), 0, Math.max(1, handles.size()))
                .filter(i -> i < handles.size())
                .forEach(i -> task.after(handles.get(i)));
        switch (handles.isEmpty() ? 0 : random.nextInt(5)) {
            case 0 -> declareList(task);
            case 1 -> declareMapped(task);
            case 2 -> declareReader(task, handles.get(random.nextInt(handles.size())));
            case 3 -> declareJudge(task, handles.get(random.nextInt(handles.size())));
            default -> handles.add(task.when(any(List.of(TriggerRule.values()))).runs(Integer.class, this::number));
        }
    }

    private void declareList(TaskBuilder<NoParams> task) {
        var node = task.runsList(Integer.class, context -> {
            var length =
                    number(context) == null ? 0 : listLength(context.attempt().taskId());
            return returns(context, IntStream.range(0, length).boxed().toList());
        });
        handles.add(node);
        lists.add(node);
    }

    private void declareMapped(TaskBuilder<NoParams> task) {
        var list = lists.isEmpty() || random.nextInt(8) == 0 ? Expandable.of(List.of(1, 2, 3)) : any(lists);
        var node = task.when(any(WITH_A_LIST)).expand(list).runs(Integer.class, (element, context) -> {
            assertThat(element).isNotNull();
            return number(context);
        });
        handles.add(node);
        lists.add(node);
    }

    private void declareReader(TaskBuilder<NoParams> task, TaskHandle source) {
        handles.add(
                source instanceof MappedNode<?> mapped
                        ? task.reads(mapped).runs(Integer.class, (values, context) -> {
                            assertThat(values).isEqualTo(returnedBy(source));
                            return number(context);
                        })
                        : task.reads((Node<?>) source).runs(Integer.class, (value, context) -> {
                            assertThat(value).isEqualTo(returned.get(source.taskId()));
                            return number(context);
                        }));
    }

    private void declareJudge(TaskBuilder<NoParams> task, TaskHandle source) {
        var rule = any(WAIT_FOR_ALL);
        handles.add(
                source instanceof MappedNode<?> mapped
                        ? task.reads(mapped.outcomes()).when(rule).runs(Integer.class, (outcomes, context) -> {
                            assertThat(outcomes.values().toList()).isEqualTo(returnedBy(source));
                            return number(context);
                        })
                        : task.reads(((Node<?>) source).outcome())
                                .when(rule)
                                .runs(Integer.class, (outcome, context) -> {
                                    assertThat((Object) outcome.value().orElse(null))
                                            .isEqualTo(returned.get(source.taskId()));
                                    return number(context);
                                }));
    }

    private @Nullable Integer number(TaskContext<NoParams> context) {
        var attempt = context.attempt();
        boolean flaky = attempt.tryNumber() == 1 && dice(attempt.taskId(), attempt.mapIndex() + 100, 10) == 0;
        var answer = answer(attempt.taskId(), attempt.mapIndex());
        if (flaky || answer == Answer.FAILURE) {
            throw new IllegalStateException("as scripted");
        }
        if (answer == Answer.SKIP) {
            throw new TaskSkippedException("as scripted");
        }
        return answer == Answer.NOTHING
                ? null
                : returns(context, dice(attempt.taskId(), attempt.mapIndex() - 100, 999));
    }

    private <T> T returns(TaskContext<NoParams> context, T value) {
        var attempt = context.attempt();
        returned.put(attempt.mapped() ? attempt.taskId() + "[" + attempt.mapIndex() + "]" : attempt.taskId(), value);
        return value;
    }

    private List<Object> returnedBy(TaskHandle mapped) {
        return IntStream.range(0, 1000)
                .mapToObj(index -> returned.get(mapped.taskId() + "[" + index + "]"))
                .filter(Objects::nonNull)
                .toList();
    }

    private <T> T any(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
