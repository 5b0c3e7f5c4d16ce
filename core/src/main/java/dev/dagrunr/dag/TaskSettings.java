package dev.dagrunr.dag;

import static java.util.Objects.requireNonNull;

import dev.dagrunr.dag.internal.model.Callbacks;
import dev.dagrunr.dag.internal.model.Expansion;
import dev.dagrunr.dag.internal.model.Past;
import dev.dagrunr.dag.internal.model.Traits;
import dev.dagrunr.dag.internal.model.ValueType;
import dev.dagrunr.dag.internal.model.Work;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The settings that every task has, whatever it reads; all of them optional, in any order, before the body.
 *
 * @param <S> the builder itself, so that a chain keeps the types of what was read
 */
public abstract sealed class TaskSettings<P extends Record, S>
        permits TaskBuilder,
                Reading.One,
                Reading.Two,
                Reading.Three,
                Reading.Four,
                Expanding.Element,
                Expanding.One,
                Expanding.Two {
    final DagBuilder<P> dag;
    final TaskDraft draft;

    TaskSettings(DagBuilder<P> dag, TaskDraft draft) {
        this.dag = dag;
        this.draft = draft;
    }

    abstract S self();

    /** Runs after these tasks without reading their values. */
    public final S after(TaskHandle... tasks) {
        draft.upstream.addAll(List.of(tasks));
        return self();
    }

    /** Runs after all tasks of these groups but their teardowns. */
    public final S after(TaskGroup<?>... groups) {
        List.of(groups).forEach(group -> dag.order(new GroupOrder(null, group, draft, null)));
        return self();
    }

    /** When to run, judged by all direct upstream tasks; {@link TriggerRule#ALL_SUCCESS} unless set. */
    public final S when(TriggerRule rule) {
        draft.rule = rule;
        return self();
    }

    /**
     * Makes this task a setup: it makes something that the tasks after it need. When it fails or is skipped, so are all tasks
     * between it and its teardown, at once and whatever lies between; all tasks after it where it has no teardown. Only the
     * tasks directly after it go by their rule.
     */
    public final S setup() {
        draft.markAs(Traits.Role.SETUP);
        return self();
    }

    /**
     * Makes this task the teardown of these setups: it takes away what they made. It runs when all tasks before it ended,
     * however, and one of the setups directly before it succeeded. A run ends by its other tasks; a teardown that failed does
     * not fail it. Give {@code after(..)} the tasks that need the setups.
     */
    public final S teardownOf(TaskHandle... setups) {
        return teardown(Traits.Role.TEARDOWN, setups);
    }

    /** As {@link #teardownOf}, but the run fails when this task fails: Airflow's {@code on_failure_fail_dagrun}. */
    public final S criticalTeardownOf(TaskHandle... setups) {
        return teardown(Traits.Role.CRITICAL_TEARDOWN, setups);
    }

    private S teardown(Traits.Role role, TaskHandle... setups) {
        draft.markAs(role);
        draft.setups.addAll(List.of(setups));
        draft.upstream.addAll(List.of(setups));
        draft.rule = TriggerRule.ALL_DONE_SETUP_SUCCESS;
        return self();
    }

    /** The retries of this task; those of the DAG unless set. */
    public final S retries(RetryPolicy policy) {
        draft.retries = policy;
        return self();
    }

    /**
     * Starts only when the same task of the run before succeeded or was skipped: the run with the logical date before, of any
     * type; in a DAG that catches up, the one that was not triggered by hand. A task that no run had before starts, and so
     * does one in the first run of a backfill or in a run without a logical date.
     */
    public final S dependsOnPast() {
        draft.past = Past.OWN;
        return self();
    }

    /** As {@link #dependsOnPast}; the tasks directly after it must have succeeded there, or been skipped, too. */
    public final S waitForDownstream() {
        draft.past = Past.OWN_AND_NEXT;
        return self();
    }

    /** How long one attempt may take. Then it is interrupted and counts as failed, and is retried; no limit unless set. */
    public final S executionTimeout(Duration limit) {
        draft.executionTimeout = limit;
        return self();
    }

    /**
     * Instances with a larger weight are queued first when slots are scarce; 1 unless set. What counts in the end is what the
     * weight rule makes of it.
     */
    public final S priorityWeight(int weight) {
        draft.priorityWeight = weight;
        return self();
    }

    /** What this task's weight is made of; the DAG's rule unless set. */
    public final S weightRule(WeightRule rule) {
        draft.weightRule = rule;
        return self();
    }

    /**
     * Takes a slot of this pool while queued or running; {@code default_pool} unless set. A pool is made with its number of
     * slots on the engine, for all DAGs together; a run of a DAG whose pools do not exist is refused.
     */
    public final S pool(String name) {
        draft.slots = draft.slots.withPool(name);
        return self();
    }

    /** How many slots of its pool each instance takes; 1 unless set. */
    public final S poolSlots(int slots) {
        draft.slots = draft.slots.withPoolSlots(slots);
        return self();
    }

    /** How many instances of this task may be queued or running in all runs together; no limit unless set. */
    public final S maxActiveTisPerDag(int limit) {
        draft.slots = draft.slots.withMaxActive(limit);
        return self();
    }

    /** How many instances of this task may be queued or running in one run; no limit unless set. */
    public final S maxActiveTisPerDagrun(int limit) {
        draft.slots = draft.slots.withMaxActiveInRun(limit);
        return self();
    }

    /** Called on the worker right before each attempt; within its execution timeout. */
    public final S onExecute(TaskCallback<? super P> callback) {
        return on(Callbacks.Moment.EXECUTE, callback);
    }

    /**
     * Called once the success of an instance is stored, at least once: again when the node that called it died before it could
     * say so.
     */
    public final S onSuccess(TaskCallback<? super P> callback) {
        return on(Callbacks.Moment.SUCCESS, callback);
    }

    /** As {@link #onSuccess}, once the last try of an instance has failed; not for what cannot run after a failure. */
    public final S onFailure(TaskCallback<? super P> callback) {
        return on(Callbacks.Moment.FAILURE, callback);
    }

    /** As {@link #onSuccess}, once a try has failed that will be followed by another. */
    public final S onRetry(TaskCallback<? super P> callback) {
        return on(Callbacks.Moment.RETRY, callback);
    }

    /** As {@link #onSuccess}, once an attempt has skipped itself; not for what is skipped without an attempt. */
    public final S onSkipped(TaskCallback<? super P> callback) {
        return on(Callbacks.Moment.SKIPPED, callback);
    }

    private S on(Callbacks.Moment moment, TaskCallback<? super P> callback) {
        draft.callbacks = draft.callbacks.with(moment, requireNonNull(callback, "callback is null"));
        return self();
    }

    final void finish(ValueType type, Work work) {
        draft.bodies++;
        draft.valueType = type;
        draft.work = work;
    }

    final <R> Node<R> value(Class<R> type, Work.Body body) {
        finish(ValueType.of(type), new Work.Code(body));
        return new Node<>(dag, draft.id);
    }

    final <E> ListNode<E> list(Class<E> element, Work.Body body) {
        finish(ValueType.listOf(element), new Work.Code(body));
        return new ListNode<>(dag, draft.id);
    }

    final Node<Object> nothing() {
        finish(ValueType.of(Object.class), new Work.Nothing());
        return new Node<>(dag, draft.id);
    }

    final ListNode<String> branch(Work.Body body) {
        draft.choice = Traits.Choice.BRANCH;
        return list(String.class, body);
    }

    final Node<Boolean> shortCircuit(Traits.Choice reach, Work.Body body) {
        draft.choice = reach;
        return value(Boolean.class, body);
    }

    final <R> MappedNode<R> mapped(Class<R> type, Work.Body body) {
        finish(ValueType.of(type), new Work.Code(body));
        return new MappedNode<>(dag, draft.id);
    }

    final <E> MappedNode<List<E>> mappedList(Class<E> element, Work.Body body) {
        finish(ValueType.listOf(element), new Work.Code(body));
        return new MappedNode<>(dag, draft.id);
    }

    final <R> Node<R> found(Class<R> type, Sensing how, Work.Body look) {
        finish(ValueType.of(type), new Work.Sensor(look, how));
        return new Node<>(dag, draft.id);
    }

    final <R> MappedNode<R> eachFound(Class<R> type, Sensing how, Work.Body look) {
        finish(ValueType.of(type), new Work.Sensor(look, how));
        return new MappedNode<>(dag, draft.id);
    }

    final <Q extends Record> Node<TriggeredRun> subRun(Dag<Q> other, Work.Body conf) {
        finish(ValueType.of(TriggeredRun.class), new Work.SubRun(other, conf, Optional.empty()));
        return new Node<>(dag, draft.id);
    }

    /** The registry hands a body the context of its own DAG, so the parameters have that DAG's type. */
    @SuppressWarnings("unchecked")
    final TaskContext<P> own(TaskContext<?> context) {
        return (TaskContext<P>) context;
    }

    /** What the list gives has the type of the list given to {@code expand(..)}. */
    static <E> E element(List<?> inputs) {
        return input(inputs, 0);
    }

    /** The engine reads each input by the type of the task it comes from, which is the type of the handle given here. */
    @SuppressWarnings({"unchecked", "NullAway"}) // whether an element may be null is for its type to say
    static <A> A input(List<?> inputs, int position) {
        var input = inputs.get(position);
        return (A) (input instanceof Expansion.Element element ? element.value() : input);
    }
}
