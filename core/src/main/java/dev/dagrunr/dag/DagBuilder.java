package dev.dagrunr.dag;

import static java.util.Objects.requireNonNull;

import dev.dagrunr.dag.internal.model.Callbacks;
import dev.dagrunr.dag.internal.model.Expansion;
import dev.dagrunr.dag.internal.model.Graph;
import dev.dagrunr.dag.internal.model.Rules;
import dev.dagrunr.dag.internal.model.Task;
import dev.dagrunr.dag.internal.model.Traits;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Collects the tasks of a DAG; {@link #build} checks the whole and reports every problem at once. Confined to one thread.
 *
 * @param <P> the parameters of the DAG
 */
public final class DagBuilder<P extends Record> {
    private final String id;
    private final Class<P> paramsType;
    private final List<TaskDraft> drafts = new ArrayList<>();
    private final List<Edge> edges = new ArrayList<>();
    private final List<Declared> groups = new ArrayList<>();
    private final List<GroupOrder> orders = new ArrayList<>();
    private final Map<String, MappedList> mapped = new LinkedHashMap<>();
    private final List<String> expandedTwice = new ArrayList<>();
    private Optional<P> defaults = Optional.empty();
    private DagOptions options = DagOptions.defaults();
    private RetryPolicy retries = RetryPolicy.none();
    private Callbacks<RunCallback<?>> callbacks = Callbacks.none();
    private WeightRule weightRule = WeightRule.DOWNSTREAM;

    /** A group as it was declared; {@code parent} is empty for one that is in no other. */
    record Declared(TaskGroup<?> group, String parent) {
        /** Its id without those of the groups that it is in. */
        String ownId() {
            return parent.isEmpty() ? group.id() : group.id().substring(parent.length() + 1);
        }
    }

    record Edge(TaskHandle upstream, TaskHandle downstream) {}

    DagBuilder(String id, Class<P> paramsType) {
        this.id = id;
        this.paramsType = paramsType;
    }

    /** The parameters of a run whose conf leaves fields out. Without this a conf must name every field. */
    public DagBuilder<P> defaults(P params) {
        defaults = Optional.of(params);
        return this;
    }

    /** What the weights of tasks are made of that set no rule of their own; {@link WeightRule#DOWNSTREAM} unless set. */
    public DagBuilder<P> weightRule(WeightRule rule) {
        weightRule = rule;
        return this;
    }

    /** One sentence for people, shown beside the id. */
    public DagBuilder<P> description(String text) {
        options = options.withDescription(text);
        return this;
    }

    /** The retries of all tasks that set none of their own; none unless set. */
    public DagBuilder<P> retries(RetryPolicy policy) {
        retries = policy;
        return this;
    }

    /**
     * Called once a run has ended with success, at least once: again when the node that called it died before it could say so.
     */
    public DagBuilder<P> onSuccess(RunCallback<? super P> callback) {
        callbacks = callbacks.with(Callbacks.Moment.SUCCESS, requireNonNull(callback, "callback is null"));
        return this;
    }

    /** As {@link #onSuccess}, once a run has failed; also one that was stopped. */
    public DagBuilder<P> onFailure(RunCallback<? super P> callback) {
        callbacks = callbacks.with(Callbacks.Moment.FAILURE, requireNonNull(callback, "callback is null"));
        return this;
    }

    /** How many task instances of one run may be queued or running at the same time. */
    public DagBuilder<P> maxActiveTasks(int limit) {
        options = options.withMaxActiveTasks(limit);
        return this;
    }

    /**
     * How many runs of the DAG are running at the same time; the engine's own setting unless set, 16 by default. Further
     * runs stay queued and start in the order of their logical dates, or else of their triggers.
     */
    public DagBuilder<P> maxActiveRuns(int limit) {
        options = options.withRuns(options.runs().withMaxActiveRuns(limit));
        return this;
    }

    /** When runs are due; without this the DAG is only triggered. The parameters of such runs are the defaults. */
    public DagBuilder<P> schedule(Timetable timetable) {
        options = options.withRuns(options.runs().withTimetable(timetable));
        return this;
    }

    /** Before which no run is due. Without it, runs are due from the time at which the DAG is first registered. */
    public DagBuilder<P> startDate(Instant date) {
        options = options.withRuns(options.runs().withStartDate(date));
        return this;
    }

    /** After which no run is due: a run at that very date still is. */
    public DagBuilder<P> endDate(Instant date) {
        options = options.withRuns(options.runs().withEndDate(date));
        return this;
    }

    /**
     * Creates the runs whose time passed while nobody was there to create them, from the start date on, one after the other
     * and never more than may be active. Without this, only the last of them is created.
     */
    public DagBuilder<P> catchup() {
        options = options.withRuns(options.runs().withCatchup());
        return this;
    }

    /**
     * How long a run may take from its start; no limit unless set. Then the run fails, what runs is interrupted, and all
     * that has not ended is skipped.
     */
    public DagBuilder<P> runTimeout(Duration limit) {
        options = options.withRuns(options.runs().withTimeout(limit));
        return this;
    }

    /**
     * How many instances a mapped task may be expanded to; the engine's own setting unless set, 10,000 by default. A mapped
     * task that would get more fails instead.
     */
    public DagBuilder<P> maxMapLength(int limit) {
        options = options.withMaxMapLength(limit);
        return this;
    }

    /**
     * Ends a run by its first failure: as soon as a task has failed for good, the instances of other tasks that run are
     * interrupted and fail, and those that do not run yet are skipped. Teardowns still run. Every task but a teardown must
     * have the rule {@link TriggerRule#ALL_SUCCESS}.
     */
    public DagBuilder<P> failFast() {
        options = options.withFailFast();
        return this;
    }

    /** Begins a task. Its id is stored, shown and typed by people: lower_snake_case, never renamed lightly. */
    public TaskBuilder<P> task(String taskId) {
        return task(requireNonNull(taskId, "taskId is null"), "");
    }

    TaskBuilder<P> task(String taskId, String groupId) {
        var draft = new TaskDraft(this, taskId, groupId);
        drafts.add(draft);
        return new TaskBuilder<>(this, draft);
    }

    /** Begins a group of tasks. Its id becomes part of their ids. */
    public TaskGroup<P> group(String groupId) {
        return group(requireNonNull(groupId, "groupId is null"), "");
    }

    TaskGroup<P> group(String path, String parent) {
        var group = new TaskGroup<>(this, path);
        groups.add(new Declared(group, parent));
        return group;
    }

    void expand(TaskGroup<P> group, MappedList list) {
        if (mapped.put(group.id(), list) != null) {
            expandedTwice.add(group.id());
        }
        group.after(list.tasks().toArray(new TaskHandle[0]));
    }

    void mapped(String groupId, UnaryOperator<MappedList> change) {
        mapped.computeIfPresent(groupId, (id, list) -> change.apply(list));
    }

    void order(GroupOrder order) {
        orders.add(order);
    }

    /** Orders two tasks that were declared already. Where the later one is just being declared, use {@code after(..)}. */
    public DagBuilder<P> edge(TaskHandle upstream, TaskHandle downstream) {
        edges.add(new Edge(upstream, downstream));
        return this;
    }

    /** @throws InvalidDagException with all problems, when there is one */
    public Dag<P> build() {
        for (var edge : edges) {
            drafts.stream()
                    .filter(draft -> draft.id.equals(edge.downstream().taskId()))
                    .forEach(draft -> draft.upstream.add(edge.upstream()));
        }
        GroupOrder.applyAll(orders, drafts);
        var problems = new ArrayList<>(new DagProblems(this, id, options, drafts, edges).find());
        problems.addAll(RunProblems.find(options.runs(), defaults.isPresent()));
        problems.addAll(new GroupProblems(this, groups, orders, drafts).find());
        problems.addAll(new MappedGroupProblems(mapped, expandedTwice, drafts).find());
        if (!problems.isEmpty()) {
            throw new InvalidDagException(id, problems);
        }
        var downstream = downstream();
        var weights = Weights.of(drafts, weightRule);
        var tasks = drafts.stream()
                .map(draft ->
                        toTask(draft, downstream.getOrDefault(draft.id, Set.of()), weights.getOrDefault(draft.id, 1)))
                .toList();
        return new Dag<>(
                id,
                paramsType,
                defaults,
                options,
                new Graph(tasks, new Rules(options.maxMapLength(), options.failFast()), expansions()),
                callbacks);
    }

    private Map<String, Expansion> expansions() {
        var expansions = new LinkedHashMap<String, Expansion>();
        mapped.forEach((group, list) -> expansions.put(group, list.expansion()));
        return expansions;
    }

    private Map<String, Set<String>> downstream() {
        var downstream = new HashMap<String, Set<String>>();
        drafts.forEach(draft -> draft.upstream.forEach(handle -> downstream
                .computeIfAbsent(handle.taskId(), id -> new LinkedHashSet<>())
                .add(draft.id)));
        return downstream;
    }

    private Task toTask(TaskDraft draft, Set<String> downstream, int weight) {
        var upstream = new LinkedHashSet<String>();
        draft.upstream.forEach(handle -> upstream.add(handle.taskId()));
        return new Task(
                draft.id,
                draft.options(retries, weight),
                List.copyOf(upstream),
                draft.inputs,
                Optional.ofNullable(draft.expansion),
                draft.valueType(),
                draft.choice == Traits.Choice.BRANCH
                        ? Choosing.among(downstream, draft.id, draft.work())
                        : draft.work(),
                draft.traits(),
                draft.callbacks);
    }
}
