package dev.dagrunr.engine.internal.run;

import dev.dagrunr.dag.Sensing;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How the body of an attempt ended. */
sealed interface AttemptResult {
    /** It returned a value, or nothing. */
    record Returned(Value value) implements AttemptResult {}

    record Skipped(String reason) implements AttemptResult {
        public Skipped {
            reason = shortened(reason);
        }
    }

    /** @param retry whether a further try may help, when one is left */
    record Failed(String reason, boolean retry) implements AttemptResult {
        public Failed {
            reason = shortened(reason);
        }
    }

    /** It asks for a run of another DAG, whose end will be the end of the instance. */
    record Waits(SubRuns.SubRun run) implements AttemptResult {}

    /** It found nothing yet of what it waits for. */
    record NotYet(Sensing how, Optional<Duration> executionTimeout) implements AttemptResult {}

    /** This node does not have the code of its task, and another one does. */
    record PassedOn(String reason) implements AttemptResult {}

    /** A returned value as JSON. */
    sealed interface Value {}

    record Nothing() implements Value {}

    record Whole(String json) implements Value {}

    /** A list that tasks can be expanded over, one JSON text an element. */
    record Elements(List<String> jsons) implements Value {}

    int REASON_LENGTH = 4_000;

    /** The whole of it is in the log; a reason is copied into rows, jobs and the reasons of other runs. */
    private static String shortened(String reason) {
        return reason.length() <= REASON_LENGTH ? reason : reason.substring(0, REASON_LENGTH) + " …";
    }
}
