package dev.dagrunr.engine.internal.run;

/** Why an attempt is to end before its body returns. What a cancelled body returns is never taken for its result. */
enum CancelCause {
    /** Its execution timeout is over: it has failed, and may be tried again. */
    TIMEOUT("ran too long"),
    /** The node shuts down: the same try runs again elsewhere. */
    SHUTDOWN("node shut down"),
    /** It was cleared, stopped, or taken over by another node; if none of these is so after all, it runs again. */
    FENCED("called back");

    private final String reason;

    CancelCause(String reason) {
        this.reason = reason;
    }

    /** For the history of attempts. */
    String reason() {
        return reason;
    }
}
