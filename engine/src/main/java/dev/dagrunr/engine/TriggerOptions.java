package dev.dagrunr.engine;

import java.time.Instant;
import java.util.Optional;

/**
 * How a run is triggered. Immutable.
 *
 * @param runId unique per DAG; {@code manual__} and the time when empty
 * @param attach whether a run of that id that exists is returned instead of an error; its conf stays as it is
 * @param logicalDate what the run is said to be about, unique per DAG; a run without one has no data interval either
 */
public record TriggerOptions(Optional<String> runId, boolean attach, Optional<Instant> logicalDate) {
    public static TriggerOptions defaults() {
        return new TriggerOptions(Optional.empty(), false, Optional.empty());
    }

    public TriggerOptions withRunId(String id) {
        return new TriggerOptions(Optional.of(id), attach, logicalDate);
    }

    public TriggerOptions attachToExisting() {
        return new TriggerOptions(runId, true, logicalDate);
    }

    public TriggerOptions withLogicalDate(Instant date) {
        return new TriggerOptions(runId, attach, Optional.of(date));
    }
}
