package dev.dagrunr.migration.transfer;

/** Why a transfer ended early, and so whether another attempt can help. */
public enum TransferErrorCode {
    /** The source refused to read: the user's or the environment's to mend. */
    SOURCE_FAILED(false),
    /** The target refused to write, as for a row that a column cannot hold. */
    TARGET_FAILED(false),
    /** A server went away or a connection broke. */
    CONNECTION_LOST(true),
    /** A server was short of something for a while: disk, memory, connections, or the way free of locks. */
    SERVER_SHORT_OF(true),
    /** A server ended a statement that took longer than its {@code statement_timeout}, or that somebody cancelled there. */
    STATEMENT_CANCELLED(false),
    /** A newer attempt has taken over; this one changed nothing since. */
    FENCED_OFF(false),
    /** Asked for by a person, a timeout or a shutdown. */
    CANCELLED(true),
    /** The target holds rows that this run did not copy, or the plan is not the one that it was begun with. */
    TARGET_NOT_AS_LEFT(false),
    /** What was asked for cannot be: no such table, a view, a column that is missing. */
    NOT_POSSIBLE(false);

    private final boolean retryCanHelp;

    TransferErrorCode(boolean retryCanHelp) {
        this.retryCanHelp = retryCanHelp;
    }

    public boolean retryCanHelp() {
        return retryCanHelp;
    }
}
