package dev.dagrunr.engine;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * What a clean-up deletes. Immutable.
 *
 * @param before of runs that ended before this time
 * @param dagId of one DAG; empty for all
 * @param parts what of such runs; a whole run, or parts of it
 */
public record CleanOptions(Instant before, Optional<String> dagId, Set<Part> parts) {
    /** What belongs to a run. */
    public enum Part {
        /** The run itself, with everything. */
        RUNS,
        LOGS,
        /** Values of tasks; such a run can only be cleared as a whole. */
        VALUES,
        /** The history of attempts. */
        ATTEMPTS
    }

    public CleanOptions {
        parts = Set.copyOf(parts);
    }

    /** Whole runs of all DAGs. */
    public static CleanOptions runsBefore(Instant time) {
        return new CleanOptions(time, Optional.empty(), EnumSet.of(Part.RUNS));
    }

    public CleanOptions ofDag(String id) {
        return new CleanOptions(before, Optional.of(id), parts);
    }

    public CleanOptions withParts(Set<Part> chosen) {
        return new CleanOptions(before, dagId, chosen);
    }
}
