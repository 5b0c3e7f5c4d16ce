package dev.dagrunr.migration.transfer;

import org.jspecify.annotations.Nullable;

/** A transfer that did not reach its end. What it had committed stays, and the next attempt goes on from there. */
public final class TransferException extends RuntimeException {
    private final TransferErrorCode code;
    private final @Nullable String sqlState;

    TransferException(TransferErrorCode code, String message, @Nullable String sqlState, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.sqlState = sqlState;
    }

    TransferException(TransferErrorCode code, String message) {
        this(code, message, null, null);
    }

    public TransferErrorCode code() {
        return code;
    }

    /** What the server answered, where it was a server. */
    public @Nullable String sqlState() {
        return sqlState;
    }
}
