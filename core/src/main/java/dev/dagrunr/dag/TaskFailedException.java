package dev.dagrunr.dag;

/**
 * Thrown by a body to fail its task instance for good, without the retries that are left: the cause is one that a retry
 * cannot mend, such as a wrong parameter. The message is shown to people as the reason.
 */
public final class TaskFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TaskFailedException(String reason) {
        super(reason);
    }

    public TaskFailedException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
