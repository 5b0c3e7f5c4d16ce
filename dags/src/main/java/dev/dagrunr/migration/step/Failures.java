package dev.dagrunr.migration.step;

import dev.dagrunr.dag.TaskFailedException;
import dev.dagrunr.migration.connection.ConnectionException;
import dev.dagrunr.migration.ddl.DdlException;
import dev.dagrunr.migration.schema.SelectionException;
import dev.dagrunr.migration.transfer.TransferException;
import java.sql.SQLException;

/** Tells failures that another try can mend from those that it cannot, which end the task at once. */
final class Failures {
    private Failures() {}

    @FunctionalInterface
    interface Work<T> {
        T run() throws SQLException;
    }

    static <T> T withoutVainRetries(Work<T> work) throws SQLException {
        try {
            return work.run();
        } catch (SelectionException e) {
            throw new TaskFailedException(String.valueOf(e.getMessage()), e);
        } catch (DdlException e) {
            throw e.passing() ? e : new TaskFailedException(String.valueOf(e.getMessage()), e);
        } catch (TransferException e) {
            throw e.code().retryCanHelp() ? e : new TaskFailedException(String.valueOf(e.getMessage()), e);
        } catch (ConnectionException e) {
            throw passing(e) ? e : new TaskFailedException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Cut, short of resources, starting or stopping; a wrong definition, password or database name stays wrong. */
    private static boolean passing(ConnectionException e) {
        var state = e.sqlState();
        return state != null && (state.startsWith("08") || state.startsWith("53") || state.startsWith("57"));
    }
}
