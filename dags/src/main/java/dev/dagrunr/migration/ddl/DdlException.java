package dev.dagrunr.migration.ddl;

import java.sql.SQLException;
import java.util.Set;

/** A statement that the target refused, told with the object it was for, the SQLSTATE and the server's message. */
public final class DdlException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Connection lost, transaction rolled back, out of resources, server stopping. */
    private static final Set<String> PASSING_CLASSES = Set.of("08", "40", "53", "57");

    static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final String UNKNOWN = "00000";
    private static final String NO_SUCH_CONNECTION = "08003";

    private final String sqlState;

    DdlException(String purpose, SQLException cause) {
        this(purpose, cause, state(cause, UNKNOWN));
    }

    private DdlException(String purpose, SQLException cause, String sqlState) {
        super(purpose + " failed with SQLSTATE " + sqlState + ": " + oneLine(cause), cause);
        this.sqlState = sqlState;
    }

    /** A pool that has taken its connection back says so without an SQLSTATE. */
    static DdlException sessionLost(String purpose, SQLException cause) {
        return new DdlException(purpose, cause, state(cause, NO_SUCH_CONNECTION));
    }

    /** Five characters; {@code 00000} when the driver gave none. */
    public String sqlState() {
        return sqlState;
    }

    /** Whether the same statement may succeed later without anybody changing anything. */
    public boolean passing() {
        return sqlState.equals(LOCK_NOT_AVAILABLE) || PASSING_CLASSES.contains(sqlState.substring(0, 2));
    }

    private static String state(SQLException cause, String otherwise) {
        var state = cause.getSQLState();
        return state == null || state.length() != 5 ? otherwise : state;
    }

    private static String oneLine(SQLException cause) {
        return String.valueOf(cause.getMessage()).replaceAll("\\s*\\R\\s*", "; ");
    }
}
