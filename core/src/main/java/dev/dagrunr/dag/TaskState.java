package dev.dagrunr.dag;

import java.util.Locale;

/** The states of a task instance, with Airflow's names. The lower-case name is what is stored and shown. */
public enum TaskState {
    /** Its upstream tasks do not let it run yet. */
    NONE,
    /** It may run, and waits for a free slot. */
    SCHEDULED,
    /** A job for it waits for a worker. */
    QUEUED,
    RUNNING,
    /** It was cleared while it ran, and runs again once the old attempt is off. */
    RESTARTING,
    /** An attempt failed; the next starts when its delay is over. */
    UP_FOR_RETRY,
    /** It waits for a time or another run, and holds no worker meanwhile. */
    UP_FOR_RESCHEDULE,
    SUCCESS,
    FAILED,
    SKIPPED,
    /** It did not run because a task before it failed. */
    UPSTREAM_FAILED,
    /** Its map index no longer exists after a new expansion. */
    REMOVED;

    /** Whether nothing more happens to an instance in this state unless somebody clears it. */
    public boolean finished() {
        return switch (this) {
            case SUCCESS, FAILED, SKIPPED, UPSTREAM_FAILED, REMOVED -> true;
            case NONE, SCHEDULED, QUEUED, RUNNING, RESTARTING, UP_FOR_RETRY, UP_FOR_RESCHEDULE -> false;
        };
    }

    /** The stored name, such as {@code upstream_failed}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException when no state has that stored name */
    public static TaskState of(String wireName) {
        return valueOf(wireName.toUpperCase(Locale.ROOT));
    }
}
