package dev.dagrunr.dag.internal.model;

import java.util.Optional;

/**
 * What holds for all tasks of a DAG and bears on decisions.
 *
 * @param maxMapLength how many instances a mapped task may be expanded to; empty where the DAG does not say
 * @param failFast whether the first task that fails ends the others
 */
public record Rules(Optional<Integer> maxMapLength, boolean failFast) {
    public static final Rules DEFAULTS = new Rules(Optional.empty(), false);
    private static final int MAX_MAP_LENGTH = 10_000;

    /** The same, with a limit where the DAG itself sets none. */
    public Rules orMaxMapLength(int limit) {
        return new Rules(Optional.of(maxMapLength.orElse(limit)), failFast);
    }

    public int mapLengthLimit() {
        return maxMapLength.orElse(MAX_MAP_LENGTH);
    }
}
