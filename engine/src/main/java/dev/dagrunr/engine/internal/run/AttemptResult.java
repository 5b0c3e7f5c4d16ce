package dev.dagrunr.engine.internal.run;

import java.util.List;

/** How the body of an attempt ended. */
sealed interface AttemptResult {
    /** It returned a value, or nothing. */
    record Returned(Value value) implements AttemptResult {}

    record Skipped(String reason) implements AttemptResult {}

    /** @param retry whether a further try may help, when one is left */
    record Failed(String reason, boolean retry) implements AttemptResult {}

    /** It asks for a run of another DAG, whose end will be the end of the instance. */
    record Waits(Coordinator.NewRun run) implements AttemptResult {}

    /** A returned value as JSON. */
    sealed interface Value {}

    record Nothing() implements Value {}

    record Whole(String json) implements Value {}

    /** A list that tasks can be expanded over, one JSON text an element. */
    record Elements(List<String> jsons) implements Value {}
}
