package dev.dagrunr.migration.connection;

import java.net.UnknownHostException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Makes one sentence of why no session could be opened, and of what can be done about it. */
final class Unreachable {
    /** {@code sqlclient_unable_to_establish_sqlconnection}: what the driver says when no server answers. */
    private static final String NO_ANSWER = "08001";

    private Unreachable() {}

    static ConnectionException because(String connectionId, Address address, SQLException failure) {
        var origin = origin(failure);
        var reason = reason(origin).strip().replaceAll("\\s*\\R\\s*", " ");
        var said = origin.getSQLState() == null ? "" : " (SQLSTATE " + origin.getSQLState() + ")";
        var state = origin.getSQLState() == null ? NO_ANSWER : origin.getSQLState();
        return new ConnectionException(
                connectionId,
                "Connection '" + connectionId + "' cannot open a session on " + address + ": "
                        + reason.replaceAll("\\.$", "") + said + "; " + remedy(origin.getSQLState()),
                state);
    }

    /** The driver says of an unknown host only that the attempt failed. */
    private static String reason(SQLException origin) {
        return origin.getCause() instanceof UnknownHostException
                ? "no host of that name is known"
                : String.valueOf(origin.getMessage());
    }

    /** By the classes of PostgreSQL's error codes (PostgreSQL, appendix A). */
    private static String remedy(@Nullable String state) {
        if (state == null) {
            return "all sessions of PG_POOL_MAXCONN may be in use: raise it, or run fewer tasks at once";
        }
        if (state.startsWith("28")) {
            return "see the user and the password that it is defined with, and pg_hba.conf of the server";
        }
        if (state.equals("3D000")) {
            return "create the database, or define the connection with another";
        }
        if (state.startsWith("53")) {
            return "wait, lower PG_POOL_MAXCONN, or let the server have more connections";
        }
        return "see the host, the port and the sslmode that it is defined with, and whether the server runs";
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
