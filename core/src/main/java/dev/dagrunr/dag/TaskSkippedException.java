package dev.dagrunr.dag;

/** Thrown by a body to end its task instance as skipped. */
public final class TaskSkippedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TaskSkippedException(String reason) {
        super(reason);
    }
}
