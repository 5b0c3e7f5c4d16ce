package dev.dagrunr.engine.internal.job;

/**
 * Marks the job of a failed attempt as failed in JobRunr's dashboard.
 *
 * <p>JobRunr stores the message in the job's row and logs it, so it must hold no secret. There is no cause and no stack
 * trace for the same reason: the attempt's log has them.
 */
public final class AttemptFailed extends Exception {

    public AttemptFailed(String message) {
        super(message, null, false, false);
    }
}
