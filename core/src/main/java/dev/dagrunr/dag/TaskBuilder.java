package dev.dagrunr.dag;

import dev.dagrunr.dag.internal.model.Traits;
import java.util.List;
import java.util.Optional;

/**
 * A task that reads nothing yet. A statement reads: id, reads, order, rule, body.
 *
 * @param <P> the parameters of the DAG
 */
public final class TaskBuilder<P extends Record> extends TaskSettings<P, TaskBuilder<P>> {
    TaskBuilder(DagBuilder<P> dag, TaskDraft draft) {
        super(dag, draft);
    }

    @Override
    TaskBuilder<P> self() {
        return this;
    }

    public <A> Reading.One<P, A> reads(Input<A> input) {
        draft.reads(input);
        return new Reading.One<>(dag, draft);
    }

    public <A, B> Reading.Two<P, A, B> reads(Input<A> first, Input<B> second) {
        draft.reads(first);
        draft.reads(second);
        return new Reading.Two<>(dag, draft);
    }

    public <A, B, C> Reading.Three<P, A, B, C> reads(Input<A> first, Input<B> second, Input<C> third) {
        draft.reads(first);
        draft.reads(second);
        draft.reads(third);
        return new Reading.Three<>(dag, draft);
    }

    public <A, B, C, D> Reading.Four<P, A, B, C, D> reads(
            Input<A> first, Input<B> second, Input<C> third, Input<D> fourth) {
        draft.reads(first);
        draft.reads(second);
        draft.reads(third);
        draft.reads(fourth);
        return new Reading.Four<>(dag, draft);
    }

    /** Runs the task once for each element of a list. */
    public <E> Expanding.Element<P, E> expand(Expandable<E> list) {
        draft.expandsOver(list);
        return new Expanding.Element<>(dag, draft);
    }

    public <R> Node<R> runs(Class<R> type, Body.Of0<P, R> body) {
        return value(type, (inputs, context) -> body.run(own(context)));
    }

    /** Runs a body whose list other tasks can be expanded over. */
    public <E> ListNode<E> runsList(Class<E> element, Body.Of0<P, List<E>> body) {
        return list(element, (inputs, context) -> body.run(own(context)));
    }

    /**
     * Does nothing: a place where others meet, such as the end of a branch. It succeeds by its rule alone, in the transaction
     * that ends the last task before it, and takes no worker and no slot; unless it has callbacks or depends on the past.
     */
    public TaskHandle empty() {
        return nothing();
    }

    /**
     * Runs a body that says, by their ids, which of the tasks directly after this one to follow; the others are skipped,
     * except those that also come after a task that is followed. Null or an empty list follows none. An id of any other
     * task fails the attempt. The choice holds until this task itself is cleared.
     */
    public ListNode<String> branches(Body.Of0<P, List<String>> choice) {
        return branch((inputs, context) -> choice.run(own(context)));
    }

    /**
     * Runs a body that says whether to go on. When it returns false or null, all tasks after this one are skipped,
     * whatever their rules are. That holds until this task itself is cleared.
     */
    public Node<Boolean> shortCircuits(Body.Of0<P, Boolean> condition) {
        return shortCircuit(Traits.Choice.SHORT_CIRCUIT, (inputs, context) -> condition.run(own(context)));
    }

    /**
     * As {@code shortCircuits(..)}, but skips only the tasks directly after this one and leaves those further on to their
     * rules.
     */
    public Node<Boolean> shortCircuitsNext(Body.Of0<P, Boolean> condition) {
        return shortCircuit(Traits.Choice.SHORT_CIRCUIT_NEXT, (inputs, context) -> condition.run(own(context)));
    }

    /**
     * Waits for something outside, without holding a worker: the body looks for it and returns it, or nothing to look again
     * later. What it throws ends the attempt, as that of any body.
     */
    public <R> Node<R> waitsFor(Class<R> type, Sensing how, Body.Of0<P, Optional<R>> look) {
        return found(type, how, (inputs, context) -> look.run(own(context)));
    }

    /** Starts a run of another DAG and waits for its end without holding a worker; fails when that run fails. */
    public <Q extends Record> Node<TriggeredRun> triggers(Dag<Q> other, Body.Of0<P, Q> conf) {
        return subRun(other, (inputs, context) -> conf.run(own(context)));
    }
}
