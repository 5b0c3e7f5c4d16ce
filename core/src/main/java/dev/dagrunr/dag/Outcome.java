package dev.dagrunr.dag;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a task instance ended, for tasks that run whatever happened before them. Immutable when its value is. */
public sealed interface Outcome<T> {
    /** The value, when it succeeded and returned one. */
    default Optional<T> value() {
        return this instanceof Succeeded<T> succeeded ? Optional.ofNullable(succeeded.result()) : Optional.empty();
    }

    /** It returned {@code result}, which is null when its body returned null. */
    record Succeeded<T>(@Nullable T result) implements Outcome<T> {}

    /** It failed, or did not run because a task before it failed; {@code reason} is one sentence for people. */
    record Failed<T>(String reason) implements Outcome<T> {}

    /** It skipped itself, or a task before it was skipped. */
    record Skipped<T>() implements Outcome<T> {}
}
