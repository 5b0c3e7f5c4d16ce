package dev.dagrunr.dag.internal.decision;

/** What a trigger rule says of a task instance that has not started. */
public enum Verdict {
    WAIT,
    RUN,
    SKIP,
    FAIL_UPSTREAM,
    REMOVE
}
