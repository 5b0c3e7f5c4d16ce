package dev.dagrunr.migration.transfer;

import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;

/** Tells what an SQL error means for a transfer, in one sentence with the server's own words. */
final class Failure {
    private static final List<String> LOST = List.of("08", "57P01", "57P02", "57P03", "57P05");
    private static final List<String> PASSING = List.of("40", "53", "55", "58");
    private static final String CANCELLED = "57014";
    private static final int LONGEST_CONTEXT = 300;

    private Failure() {}

    static TransferException of(Side side, String what, SQLException failure) {
        var state = failure.getSQLState();
        return new TransferException(
                code(side, state),
                what + ": the " + side.label() + " says: " + words(failure)
                        + (state == null ? "" : " (SQLSTATE " + state + ")") + remedy(state),
                state,
                failure);
    }

    /** @param echo what a cancelled statement or a cut connection said */
    static TransferException cancelled(String label, @Nullable TransferException echo) {
        return new TransferException(
                TransferErrorCode.CANCELLED,
                "The transfer of " + label + " was cancelled.",
                echo == null ? null : echo.sqlState(),
                echo);
    }

    private static String remedy(@Nullable String state) {
        return CANCELLED.equals(state)
                ? "; when that was PG_STATEMENT_TIMEOUT, raise it, or lower chunk_size, so that a chunk fits into it"
                : "";
    }

    private static TransferErrorCode code(Side side, @Nullable String state) {
        if (state != null && LOST.stream().anyMatch(state::startsWith)) {
            return TransferErrorCode.CONNECTION_LOST;
        }
        if (state != null && PASSING.stream().anyMatch(state::startsWith)) {
            return TransferErrorCode.SERVER_SHORT_OF;
        }
        return CANCELLED.equals(state) ? TransferErrorCode.STATEMENT_CANCELLED : side.failed();
    }

    private static String words(SQLException failure) {
        if (!(failure instanceof PSQLException server) || server.getServerErrorMessage() == null) {
            return oneLine(failure.getMessage());
        }
        var message = server.getServerErrorMessage();
        var words = new StringBuilder(oneLine(message.getMessage()));
        if (message.getDetail() != null) {
            words.append("; ").append(oneLine(message.getDetail()));
        }
        if (message.getWhere() != null) {
            words.append("; ").append(oneLine(message.getWhere()));
        }
        return words.toString();
    }

    private static String oneLine(@Nullable String text) {
        var line = String.valueOf(text).strip().replaceAll("\\s*\\R\\s*", " ");
        return line.length() <= LONGEST_CONTEXT ? line : line.substring(0, LONGEST_CONTEXT) + " …";
    }
}
