package dev.dagrunr.dag;

import java.time.Instant;

/**
 * The span of time that a run is about, its end not included; empty where start and end are the same. Immutable.
 */
public record DataInterval(Instant start, Instant end) {
    /** @throws IllegalArgumentException when it ends before it starts */
    public DataInterval {
        if (end.isBefore(start)) {
            throw new IllegalArgumentException("A data interval cannot end at " + end + ", before its start " + start);
        }
    }

    /** The empty interval at one moment. */
    public static DataInterval at(Instant moment) {
        return new DataInterval(moment, moment);
    }
}
