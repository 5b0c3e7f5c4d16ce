package dev.dagrunr.dag;

import java.util.Optional;

/** How a task instance ended, for tasks that run whatever happened before them. Immutable when its value is. */
public sealed interface Outcome<T> {
    /** The value, when there is one. */
    default Optional<T> value() {
        return this instanceof Succeeded<T> succeeded ? Optional.of(succeeded.result()) : Optional.empty();
    }

    record Succeeded<T>(T result) implements Outcome<T> {}

    /** It failed, or did not run because a task before it failed; {@code reason} is one sentence for people. */
    record Failed<T>(String reason) implements Outcome<T> {}

    record Skipped<T>() implements Outcome<T> {}
}
