package dev.dagrunr.dag;

import dev.dagrunr.dag.internal.model.Traits;
import java.util.List;
import java.util.Optional;

/** A task that reads one to four inputs. Where more are needed, a task before it joins them into one value. */
public final class Reading {
    private Reading() {}

    /** A task that reads one input. */
    public static final class One<P extends Record, A> extends TaskSettings<P, One<P, A>> {
        One(DagBuilder<P> dag, TaskDraft draft) {
            super(dag, draft);
        }

        @Override
        One<P, A> self() {
            return this;
        }

        /** Runs the task once for each element of a list; its body takes the element first. */
        public <E> Expanding.One<P, E, A> expand(Expandable<E> list) {
            draft.expandsOver(list);
            return new Expanding.One<>(dag, draft);
        }

        public <R> Node<R> runs(Class<R> type, Body.Of1<A, P, R> body) {
            return value(type, (inputs, context) -> body.run(input(inputs, 0), own(context)));
        }

        /** Runs a body whose list other tasks can be expanded over. */
        public <E> ListNode<E> runsList(Class<E> element, Body.Of1<A, P, List<E>> body) {
            return list(element, (inputs, context) -> body.run(input(inputs, 0), own(context)));
        }

        /** As {@link TaskBuilder#branches}. */
        public ListNode<String> branches(Body.Of1<A, P, List<String>> choice) {
            return branch((inputs, context) -> choice.run(input(inputs, 0), own(context)));
        }

        /** As {@link TaskBuilder#shortCircuits}. */
        public Node<Boolean> shortCircuits(Body.Of1<A, P, Boolean> condition) {
            return shortCircuit(
                    Traits.Choice.SHORT_CIRCUIT, (inputs, context) -> condition.run(input(inputs, 0), own(context)));
        }

        /** As {@link TaskBuilder#shortCircuitsNext}. */
        public Node<Boolean> shortCircuitsNext(Body.Of1<A, P, Boolean> condition) {
            return shortCircuit(
                    Traits.Choice.SHORT_CIRCUIT_NEXT,
                    (inputs, context) -> condition.run(input(inputs, 0), own(context)));
        }

        /** As {@link TaskBuilder#waitsFor}. */
        public <R> Node<R> waitsFor(Class<R> type, Sensing how, Body.Of1<A, P, Optional<R>> look) {
            return found(type, how, (inputs, context) -> look.run(input(inputs, 0), own(context)));
        }

        /** Starts a run of another DAG and waits for its end without holding a worker; fails when that run fails. */
        public <Q extends Record> Node<TriggeredRun> triggers(Dag<Q> other, Body.Of1<A, P, Q> conf) {
            return subRun(other, (inputs, context) -> conf.run(input(inputs, 0), own(context)));
        }
    }

    /** A task that reads two inputs. */
    public static final class Two<P extends Record, A, B> extends TaskSettings<P, Two<P, A, B>> {
        Two(DagBuilder<P> dag, TaskDraft draft) {
            super(dag, draft);
        }

        @Override
        Two<P, A, B> self() {
            return this;
        }

        /** Runs the task once for each element of a list; its body takes the element first. */
        public <E> Expanding.Two<P, E, A, B> expand(Expandable<E> list) {
            draft.expandsOver(list);
            return new Expanding.Two<>(dag, draft);
        }

        public <R> Node<R> runs(Class<R> type, Body.Of2<A, B, P, R> body) {
            return value(type, (inputs, context) -> body.run(input(inputs, 0), input(inputs, 1), own(context)));
        }

        /** Runs a body whose list other tasks can be expanded over. */
        public <E> ListNode<E> runsList(Class<E> element, Body.Of2<A, B, P, List<E>> body) {
            return list(element, (inputs, context) -> body.run(input(inputs, 0), input(inputs, 1), own(context)));
        }

        /** As {@link TaskBuilder#branches}. */
        public ListNode<String> branches(Body.Of2<A, B, P, List<String>> choice) {
            return branch((inputs, context) -> choice.run(input(inputs, 0), input(inputs, 1), own(context)));
        }

        /** As {@link TaskBuilder#shortCircuits}. */
        public Node<Boolean> shortCircuits(Body.Of2<A, B, P, Boolean> condition) {
            return shortCircuit(
                    Traits.Choice.SHORT_CIRCUIT,
                    (inputs, context) -> condition.run(input(inputs, 0), input(inputs, 1), own(context)));
        }

        /** As {@link TaskBuilder#shortCircuitsNext}. */
        public Node<Boolean> shortCircuitsNext(Body.Of2<A, B, P, Boolean> condition) {
            return shortCircuit(
                    Traits.Choice.SHORT_CIRCUIT_NEXT,
                    (inputs, context) -> condition.run(input(inputs, 0), input(inputs, 1), own(context)));
        }

        /** As {@link TaskBuilder#waitsFor}. */
        public <R> Node<R> waitsFor(Class<R> type, Sensing how, Body.Of2<A, B, P, Optional<R>> look) {
            return found(type, how, (inputs, context) -> look.run(input(inputs, 0), input(inputs, 1), own(context)));
        }

        /** Starts a run of another DAG and waits for its end without holding a worker; fails when that run fails. */
        public <Q extends Record> Node<TriggeredRun> triggers(Dag<Q> other, Body.Of2<A, B, P, Q> conf) {
            return subRun(other, (inputs, context) -> conf.run(input(inputs, 0), input(inputs, 1), own(context)));
        }
    }

    /** A task that reads three inputs. */
    public static final class Three<P extends Record, A, B, C> extends TaskSettings<P, Three<P, A, B, C>> {
        Three(DagBuilder<P> dag, TaskDraft draft) {
            super(dag, draft);
        }

        @Override
        Three<P, A, B, C> self() {
            return this;
        }

        public <R> Node<R> runs(Class<R> type, Body.Of3<A, B, C, P, R> body) {
            return value(
                    type,
                    (inputs, context) -> body.run(input(inputs, 0), input(inputs, 1), input(inputs, 2), own(context)));
        }

        /** Runs a body whose list other tasks can be expanded over. */
        public <E> ListNode<E> runsList(Class<E> element, Body.Of3<A, B, C, P, List<E>> body) {
            return list(
                    element,
                    (inputs, context) -> body.run(input(inputs, 0), input(inputs, 1), input(inputs, 2), own(context)));
        }

        /** As {@link TaskBuilder#branches}. */
        public ListNode<String> branches(Body.Of3<A, B, C, P, List<String>> choice) {
            return branch((inputs, context) ->
                    choice.run(input(inputs, 0), input(inputs, 1), input(inputs, 2), own(context)));
        }

        /** As {@link TaskBuilder#shortCircuits}. */
        public Node<Boolean> shortCircuits(Body.Of3<A, B, C, P, Boolean> condition) {
            return shortCircuit(
                    Traits.Choice.SHORT_CIRCUIT,
                    (inputs, context) ->
                            condition.run(input(inputs, 0), input(inputs, 1), input(inputs, 2), own(context)));
        }

        /** As {@link TaskBuilder#shortCircuitsNext}. */
        public Node<Boolean> shortCircuitsNext(Body.Of3<A, B, C, P, Boolean> condition) {
            return shortCircuit(
                    Traits.Choice.SHORT_CIRCUIT_NEXT,
                    (inputs, context) ->
                            condition.run(input(inputs, 0), input(inputs, 1), input(inputs, 2), own(context)));
        }

        /** As {@link TaskBuilder#waitsFor}. */
        public <R> Node<R> waitsFor(Class<R> type, Sensing how, Body.Of3<A, B, C, P, Optional<R>> look) {
            return found(
                    type,
                    how,
                    (inputs, context) -> look.run(input(inputs, 0), input(inputs, 1), input(inputs, 2), own(context)));
        }

        /** Starts a run of another DAG and waits for its end without holding a worker; fails when that run fails. */
        public <Q extends Record> Node<TriggeredRun> triggers(Dag<Q> other, Body.Of3<A, B, C, P, Q> conf) {
            return subRun(
                    other,
                    (inputs, context) -> conf.run(input(inputs, 0), input(inputs, 1), input(inputs, 2), own(context)));
        }
    }

    /** A task that reads four inputs. */
    public static final class Four<P extends Record, A, B, C, D> extends TaskSettings<P, Four<P, A, B, C, D>> {
        Four(DagBuilder<P> dag, TaskDraft draft) {
            super(dag, draft);
        }

        @Override
        Four<P, A, B, C, D> self() {
            return this;
        }

        public <R> Node<R> runs(Class<R> type, Body.Of4<A, B, C, D, P, R> body) {
            return value(
                    type,
                    (inputs, context) -> body.run(
                            input(inputs, 0), input(inputs, 1), input(inputs, 2), input(inputs, 3), own(context)));
        }

        /** Runs a body whose list other tasks can be expanded over. */
        public <E> ListNode<E> runsList(Class<E> element, Body.Of4<A, B, C, D, P, List<E>> body) {
            return list(
                    element,
                    (inputs, context) -> body.run(
                            input(inputs, 0), input(inputs, 1), input(inputs, 2), input(inputs, 3), own(context)));
        }

        /** As {@link TaskBuilder#branches}. */
        public ListNode<String> branches(Body.Of4<A, B, C, D, P, List<String>> choice) {
            return branch((inputs, context) ->
                    choice.run(input(inputs, 0), input(inputs, 1), input(inputs, 2), input(inputs, 3), own(context)));
        }

        /** As {@link TaskBuilder#shortCircuits}. */
        public Node<Boolean> shortCircuits(Body.Of4<A, B, C, D, P, Boolean> condition) {
            return shortCircuit(
                    Traits.Choice.SHORT_CIRCUIT,
                    (inputs, context) -> condition.run(
                            input(inputs, 0), input(inputs, 1), input(inputs, 2), input(inputs, 3), own(context)));
        }

        /** As {@link TaskBuilder#shortCircuitsNext}. */
        public Node<Boolean> shortCircuitsNext(Body.Of4<A, B, C, D, P, Boolean> condition) {
            return shortCircuit(
                    Traits.Choice.SHORT_CIRCUIT_NEXT,
                    (inputs, context) -> condition.run(
                            input(inputs, 0), input(inputs, 1), input(inputs, 2), input(inputs, 3), own(context)));
        }

        /** As {@link TaskBuilder#waitsFor}. */
        public <R> Node<R> waitsFor(Class<R> type, Sensing how, Body.Of4<A, B, C, D, P, Optional<R>> look) {
            return found(
                    type,
                    how,
                    (inputs, context) -> look.run(
                            input(inputs, 0), input(inputs, 1), input(inputs, 2), input(inputs, 3), own(context)));
        }

        /** Starts a run of another DAG and waits for its end without holding a worker; fails when that run fails. */
        public <Q extends Record> Node<TriggeredRun> triggers(Dag<Q> other, Body.Of4<A, B, C, D, P, Q> conf) {
            return subRun(
                    other,
                    (inputs, context) -> conf.run(
                            input(inputs, 0), input(inputs, 1), input(inputs, 2), input(inputs, 3), own(context)));
        }
    }
}
