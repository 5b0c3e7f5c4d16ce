package dev.dagrunr.dag;

import java.util.Optional;

/**
 * The settings of a DAG beside its tasks. Immutable.
 *
 * @param description one sentence for people, or empty
 * @param maxActiveTasks how many task instances of one run are queued or running at the same time; empty for the engine's
 *     own setting
 */
public record DagOptions(String description, Optional<Integer> maxActiveTasks) {
    static DagOptions defaults() {
        return new DagOptions("", Optional.empty());
    }

    DagOptions withDescription(String text) {
        return new DagOptions(text, maxActiveTasks);
    }

    DagOptions withMaxActiveTasks(int limit) {
        return new DagOptions(description, Optional.of(limit));
    }
}
