package dev.dagrunr.migration.step;

import dev.dagrunr.dag.TaskContext;
import dev.dagrunr.migration.MigrationParams;
import dev.dagrunr.migration.connection.Connections;
import dev.dagrunr.migration.connection.SessionSettings;
import dev.dagrunr.migration.ddl.DdlExecutor;
import dev.dagrunr.migration.ddl.DdlStatement;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A session on the target that runs DDL for one task, and cancels what it runs when the task is to end. */
final class TargetSession implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TargetSession.class);
    private static final DdlExecutor EXECUTOR =
            new DdlExecutor(Duration.ofMinutes(1), Map.of("maintenance_work_mem", "256MB"));

    private final Connection connection;
    private final TaskContext.Registration cancel;

    private TargetSession(Connection connection, TaskContext.Registration cancel) {
        this.connection = connection;
        this.cancel = cancel;
    }

    static TargetSession open(Connections connections, TaskContext<MigrationParams> context) {
        var settings = SessionSettings.writing("dagrunr " + context.attempt().taskId() + " "
                + context.attempt().runId());
        var connection = connections.open(context.params().targetConnId(), settings);
        return new TargetSession(connection, context.onCancel(() -> cancel(connection)));
    }

    private static void cancel(Connection connection) {
        try {
            connection.unwrap(PGConnection.class).cancelQuery();
        } catch (SQLException e) {
            log.warn("A statement on the target could not be cancelled: {}", e.getMessage());
        }
    }

    Connection connection() {
        return connection;
    }

    DdlExecutor executor() {
        return EXECUTOR;
    }

    /** @return how many had something to do */
    int execute(List<DdlStatement> statements) {
        return EXECUTOR.execute(connection, statements);
    }

    int execute(DdlStatement statement) {
        return EXECUTOR.execute(connection, statement) ? 1 : 0;
    }

    @Override
    public void close() throws SQLException {
        cancel.close();
        connection.close();
    }
}
