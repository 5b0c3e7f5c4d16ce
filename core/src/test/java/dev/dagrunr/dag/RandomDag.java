package dev.dagrunr.dag;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A DAG of up to 60 tasks, all of it given by a seed: which tasks there are, what they read, under which rule, and how each
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
    private final List<ListNode<Integer>> listNodes = new ArrayList<>();
    private final List<TaskHandle> setups = new ArrayList<>();
    private final List<TaskHandle> choosers = new ArrayList<>();
    private final List<TaskGroup<NoParams>> groups = new ArrayList<>();
    private final Map<String, Over> expansions = new HashMap<>();
    private final boolean failFast;
    private final Map<String, Object> returned = new HashMap<>();
    private final Dag<NoParams> dag;

    RandomDag(long seed) {
        this.seed = seed;
        this.random = new Random(seed);
        this.failFast = seed % 8 == 7;
        if (failFast) {
            builder.failFast();
        }
        int tasks = 1 + random.nextInt(45);
        IntStream.range(0, tasks).mapToObj(number -> "t" + number).forEach(this::declare);
        List.copyOf(choosers)
                .forEach(chooser -> handles.add(
                        builder.task("after_" + chooser.taskId()).after(chooser).runs(Integer.class, this::number)));
        this.dag = builder.build();
    }

    Dag<NoParams> dag() {
        return dag;
    }

    /** The lists that a mapped task is expanded over; {@code second} is none for one list. */
    record Over(String kind, Optional<String> first, Optional<String> second) {
        int width(ToIntFunction<String> lengths) {
            int left = first.map(lengths::applyAsInt).orElse(3);
            int right = second.map(lengths::applyAsInt).orElse(0);
            return switch (kind) {
                case "cross" -> left * right;
                case "zip" -> Math.min(left, right);
                case "zipLongest" -> Math.max(left, right);
                case "concat" -> left + right;
                default -> left;
            };
        }
    }

    Over expansion(String taskId) {
        return Objects.requireNonNull(expansions.get(taskId), taskId);
    }

    boolean failFast() {
        return failFast;
    }

    /** Whether a branch chooses a task after it. */
    boolean chooses(String branch, String taskId) {
        return dice(branch + ">" + taskId, 0, 2) == 0;
    }

    /** Whether a short circuit goes on. */
    boolean goesOn(String taskId) {
        return dice(taskId, 7, 2) == 0;
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
        var task = begin(id).priorityWeight(random.nextInt(5));
        random.ints(random.nextInt(3), 0, Math.max(1, handles.size()))
                .filter(i -> i < handles.size())
                .forEach(i -> task.after(handles.get(i)));
        if (random.nextInt(8) == 0) {
            var setup = task.setup().runs(Integer.class, this::number);
            handles.add(setup);
            setups.add(setup);
            return;
        }
        switch (handles.isEmpty() ? 0 : random.nextInt(7)) {
            case 0 -> declareList(task);
            case 1 -> declareMapped(task);
            case 2 -> declareReader(task, handles.get(random.nextInt(handles.size())));
            case 3 -> declareJudge(task, handles.get(random.nextInt(handles.size())));
            case 4 -> declareChooser(task);
            case 5 -> declareTeardown(task);
            default ->
                handles.add(task.when(rule(List.of(TriggerRule.values()))).runs(Integer.class, this::number));
        }
    }

    private TaskBuilder<NoParams> begin(String id) {
        if (random.nextInt(4) > 0) {
            return builder.task(id);
        }
        if (groups.isEmpty() || random.nextInt(3) == 0) {
            var group = groups.isEmpty() || random.nextBoolean()
                    ? builder.group("g" + groups.size())
                    : any(groups).group("g" + groups.size());
            groups.add(handles.isEmpty() ? group : group.after(any(handles)));
            return group.task(id);
        }
        return any(groups).task(id);
    }

    private TriggerRule rule(List<TriggerRule> choices) {
        return failFast ? TriggerRule.ALL_SUCCESS : any(choices);
    }

    private void declareChooser(TaskBuilder<NoParams> task) {
        var ruled = task.when(rule(List.of(TriggerRule.ALL_SUCCESS, TriggerRule.ALL_DONE, TriggerRule.ALWAYS)));
        var chooser = switch (random.nextInt(3)) {
            case 0 -> ruled.branches(this::choice);
            case 1 -> ruled.shortCircuits(this::condition);
            default -> ruled.shortCircuitsNext(this::condition);
        };
        handles.add(chooser);
        choosers.add(chooser);
    }

    private List<String> choice(TaskContext<NoParams> context) {
        number(context);
        var id = context.attempt().taskId();
        return returns(
                context,
                dag.graph().downstream(id).stream()
                        .filter(next -> chooses(id, next))
                        .toList());
    }

    private boolean condition(TaskContext<NoParams> context) {
        number(context);
        return returns(context, goesOn(context.attempt().taskId()));
    }

    private void declareTeardown(TaskBuilder<NoParams> task) {
        var torn = setups.isEmpty() ? task.teardownOf() : task.teardownOf(any(setups));
        handles.add(torn.runs(Integer.class, this::number));
    }

    private void declareList(TaskBuilder<NoParams> task) {
        var node = task.runsList(Integer.class, context -> {
            var length =
                    number(context) == null ? 0 : listLength(context.attempt().taskId());
            return returns(context, IntStream.range(0, length).boxed().toList());
        });
        handles.add(node);
        lists.add(node);
        listNodes.add(node);
    }

    private void declareMapped(TaskBuilder<NoParams> task) {
        var list = lists.isEmpty() || random.nextInt(8) == 0 ? Expandable.of(List.of(1, 2, 3)) : any(lists);
        boolean alone = listNodes.isEmpty() || random.nextBoolean();
        var kind = alone
                ? "alone"
                : any(List.of(list instanceof ListNode<?> ? "cross" : "zip", "zip", "zipLongest", "concat"));
        var other = alone ? null : any(listNodes);
        var combined = other == null ? list.map(element -> element + 1) : combined(kind, list, other);
        var node = task.when(rule(WITH_A_LIST)).expand(combined).runs(Integer.class, (element, context) -> {
            assertThat(element).isNotNull();
            return number(context);
        });
        expansions.put(
                node.taskId(),
                new Over(kind, idOf(list), Optional.ofNullable(other).map(ListNode::taskId)));
        handles.add(node);
        lists.add(node);
    }

    private static Optional<String> idOf(Expandable<Integer> list) {
        return list instanceof TaskHandle task ? Optional.of(task.taskId()) : Optional.empty();
    }

    /** Only lists of their own are crossed, or widths would grow without end. */
    private static Expandable<Integer> combined(String kind, Expandable<Integer> list, ListNode<Integer> other) {
        return switch (kind) {
            case "cross" -> list.cross(other).map(pair -> pair.first() * 10 + pair.second());
            case "zip" -> list.zip(other).map(pair -> pair.first() - pair.second());
            case "zipLongest" -> list.zipLongest(other, 0, 0).map(pair -> pair.first() + pair.second());
            default -> list.concat(other);
        };
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
        if (failFast) {
            declareReader(task, source);
            return;
        }
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
