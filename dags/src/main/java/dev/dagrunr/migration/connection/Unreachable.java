package dev.dagrunr.migration.connection;

import java.sql.SQLException;

/** Makes one sentence of why no session could be opened. */
final class Unreachable {
    private Unreachable() {}

    static ConnectionException because(String connectionId, Address address, SQLException failure) {
        var origin = origin(failure);
        var state = origin.getSQLState();
        var reason = String.valueOf(origin.getMessage()).strip().replaceAll("\\s*\\R\\s*", " ");
        return new ConnectionException(
                connectionId,
                "Connection '" + connectionId + "' cannot open a session on " + address + ": " + reason
                        + (state == null ? "" : " (SQLSTATE " + state + ")"),
                state);
    }

    /** The pool wraps the last refusal of the server in a complaint of its own. */
    private static SQLException origin(SQLException failure) {
        var origin = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException deeper) {
                origin = deeper;
            }
        }
        return origin;
    }
}
