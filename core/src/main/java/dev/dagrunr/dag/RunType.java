package dev.dagrunr.dag;

import java.util.Locale;

/** What brought a run about. The lower-case name is what is stored and shown, and begins the ids of such runs. */
public enum RunType {
    /** Somebody triggered it. */
    MANUAL,
    /** Its time came. */
    SCHEDULED,
    BACKFILL,
    /** A task of another DAG triggered it. */
    TRIGGERED;

    /** The stored name, such as {@code scheduled}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException when no type has that stored name */
    public static RunType of(String wireName) {
        return valueOf(wireName.toUpperCase(Locale.ROOT));
    }
}
