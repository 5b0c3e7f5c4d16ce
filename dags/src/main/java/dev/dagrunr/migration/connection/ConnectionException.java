package dev.dagrunr.migration.connection;

import org.jspecify.annotations.Nullable;

/**
 * A named connection that is not defined, is written wrongly, or cannot be opened. The message is one sentence for the
 * person who runs the migration. It has no cause on purpose: what a driver says may quote what it was given.
 */
public final class ConnectionException extends RuntimeException {
    private final String connectionId;
    private final @Nullable String sqlState;

    ConnectionException(String connectionId, String message, @Nullable String sqlState) {
        super(message);
        this.connectionId = connectionId;
        this.sqlState = sqlState;
    }

    public String connectionId() {
        return connectionId;
    }

    /** What the server or the driver answered; null when no connection was tried, because the definition is wrong. */
    public @Nullable String sqlState() {
        return sqlState;
    }
}
