package dev.dagrunr.engine;

import java.util.Optional;

/**
 * How a run is triggered. Immutable.
 *
 * @param runId unique per DAG; {@code manual__} and the time when empty
 * @param attach whether a run of that id that exists is returned instead of an error; its conf stays as it is
 */
public record TriggerOptions(Optional<String> runId, boolean attach) {
    public static TriggerOptions defaults() {
        return new TriggerOptions(Optional.empty(), false);
    }

    public TriggerOptions withRunId(String id) {
        return new TriggerOptions(Optional.of(id), attach);
    }

    public TriggerOptions attachToExisting() {
        return new TriggerOptions(runId, true);
    }
}
