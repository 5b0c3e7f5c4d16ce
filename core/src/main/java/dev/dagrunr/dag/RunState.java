package dev.dagrunr.dag;

import java.util.Locale;

/** The states of a DAG run, with Airflow's names. The lower-case name is what is stored and shown. */
public enum RunState {
    QUEUED,
    RUNNING,
    SUCCESS,
    FAILED;

    /** Whether the run has ended. */
    public boolean finished() {
        return this == SUCCESS || this == FAILED;
    }

    /** The stored name, such as {@code success}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException when no state has that stored name */
    public static RunState of(String wireName) {
        return valueOf(wireName.toUpperCase(Locale.ROOT));
    }
}
