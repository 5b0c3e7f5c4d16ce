package dev.dagrunr.engine.internal.run;

/** Why an attempt is to end before its body returns. */
enum CancelCause {
    /** Its execution timeout is over: it has failed, and may be tried again. */
    TIMEOUT,
    /** The node shuts down: the same try runs again elsewhere. */
    SHUTDOWN,
    /** It was cleared, stopped, or taken over by another node: whatever it still does counts for nothing. */
    FENCED
}
