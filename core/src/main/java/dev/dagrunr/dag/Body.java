package dev.dagrunr.dag;

import org.jspecify.annotations.Nullable;

/**
 * The code of a task, by what it reads: the element first when the task is expanded, then the inputs in the order of
 * {@code reads(..)}, then the context. A body may throw anything: the attempt fails, and runs again when retries are left.
 * What it returns may be null: then a task that reads the value receives null, and the list of a mapped task leaves it out.
 * It must stop soon when its thread is interrupted. It may run more than once (a node can die after the last line of the
 * body), so its effects should be repeatable.
 */
public final class Body {
    private Body() {}

    @FunctionalInterface
    public interface Of0<P, R> {
        @Nullable R run(TaskContext<P> context) throws Exception;
    }

    @FunctionalInterface
    public interface Of1<A, P, R> {
        @Nullable R run(A first, TaskContext<P> context) throws Exception;
    }

    @FunctionalInterface
    public interface Of2<A, B, P, R> {
        @Nullable R run(A first, B second, TaskContext<P> context) throws Exception;
    }

    @FunctionalInterface
    public interface Of3<A, B, C, P, R> {
        @Nullable R run(A first, B second, C third, TaskContext<P> context) throws Exception;
    }

    @FunctionalInterface
    public interface Of4<A, B, C, D, P, R> {
        @Nullable R run(A first, B second, C third, D fourth, TaskContext<P> context) throws Exception;
    }
}
