package dev.dagrunr.dag;

import static java.util.Objects.requireNonNull;

import dev.dagrunr.dag.internal.model.Expansion;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A task that runs once for each element of a list, and may read up to two more inputs that all instances share. */
public final class Expanding {
    private Expanding() {}

    /** An expanded task that reads nothing but its element. */
    public static final class Element<P extends Record, E> extends TaskSettings<P, Element<P, E>> {
        Element(DagBuilder<P> dag, TaskDraft draft) {
            super(dag, draft);
        }

        @Override
        Element<P, E> self() {
            return this;
        }

        /** Names each instance for people, by its element; its map index unless set. */
        public Element<P, E> labels(Function<? super E, String> label) {
            draft.expansion = labelled(draft, label);
            return this;
        }

        /** As {@link TaskBuilder#waitsFor}, for each element. */
        public <R> MappedNode<R> waitsFor(Class<R> type, Sensing how, Body.Of1<E, P, Optional<R>> look) {
            return eachFound(type, how, (inputs, context) -> look.run(element(inputs), own(context)));
        }

        public <R> MappedNode<R> runs(Class<R> type, Body.Of1<E, P, R> body) {
            return mapped(type, (inputs, context) -> body.run(element(inputs), own(context)));
        }

        /** Runs a body whose lists other tasks can be expanded over, see {@link Expandable#elementsOf}. */
        public <R> MappedNode<List<R>> runsList(Class<R> type, Body.Of1<E, P, List<R>> body) {
            return mappedList(type, (inputs, context) -> body.run(element(inputs), own(context)));
        }
    }

    /** An expanded task that reads one input beside its element. */
    public static final class One<P extends Record, E, A> extends TaskSettings<P, One<P, E, A>> {
        One(DagBuilder<P> dag, TaskDraft draft) {
            super(dag, draft);
        }

        @Override
        One<P, E, A> self() {
            return this;
        }

        /** Names each instance for people, by its element; its map index unless set. */
        public One<P, E, A> labels(Function<? super E, String> label) {
            draft.expansion = labelled(draft, label);
            return this;
        }

        /** As {@link TaskBuilder#waitsFor}, for each element. */
        public <R> MappedNode<R> waitsFor(Class<R> type, Sensing how, Body.Of2<E, A, P, Optional<R>> look) {
            return eachFound(type, how, (inputs, context) -> look.run(element(inputs), input(inputs, 1), own(context)));
        }

        public <R> MappedNode<R> runs(Class<R> type, Body.Of2<E, A, P, R> body) {
            return mapped(type, (inputs, context) -> body.run(element(inputs), input(inputs, 1), own(context)));
        }

        /** Runs a body whose lists other tasks can be expanded over, see {@link Expandable#elementsOf}. */
        public <R> MappedNode<List<R>> runsList(Class<R> type, Body.Of2<E, A, P, List<R>> body) {
            return mappedList(type, (inputs, context) -> body.run(element(inputs), input(inputs, 1), own(context)));
        }
    }

    /** An expanded task that reads two inputs beside its element. */
    public static final class Two<P extends Record, E, A, B> extends TaskSettings<P, Two<P, E, A, B>> {
        Two(DagBuilder<P> dag, TaskDraft draft) {
            super(dag, draft);
        }

        @Override
        Two<P, E, A, B> self() {
            return this;
        }

        /** Names each instance for people, by its element; its map index unless set. */
        public Two<P, E, A, B> labels(Function<? super E, String> label) {
            draft.expansion = labelled(draft, label);
            return this;
        }

        /** As {@link TaskBuilder#waitsFor}, for each element. */
        public <R> MappedNode<R> waitsFor(Class<R> type, Sensing how, Body.Of3<E, A, B, P, Optional<R>> look) {
            return eachFound(
                    type,
                    how,
                    (inputs, context) -> look.run(element(inputs), input(inputs, 1), input(inputs, 2), own(context)));
        }

        public <R> MappedNode<R> runs(Class<R> type, Body.Of3<E, A, B, P, R> body) {
            return mapped(
                    type,
                    (inputs, context) -> body.run(element(inputs), input(inputs, 1), input(inputs, 2), own(context)));
        }

        /** Runs a body whose lists other tasks can be expanded over, see {@link Expandable#elementsOf}. */
        public <R> MappedNode<List<R>> runsList(Class<R> type, Body.Of3<E, A, B, P, List<R>> body) {
            return mappedList(
                    type,
                    (inputs, context) -> body.run(element(inputs), input(inputs, 1), input(inputs, 2), own(context)));
        }
    }

    /** An element of the list is what {@code expand(..)} said it is. */
    @SuppressWarnings("unchecked")
    private static <E> Expansion labelled(TaskDraft draft, Function<? super E, String> label) {
        var expansion = requireNonNull(draft.expansion, "expansion is null");
        return new Expansion(expansion.source(), Optional.of(element -> label.apply((E) element)));
    }
}
