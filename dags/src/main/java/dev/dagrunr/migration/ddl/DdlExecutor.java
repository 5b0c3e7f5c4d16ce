package dev.dagrunr.migration.ddl;

import dev.dagrunr.migration.ddl.DdlStatement.Condition;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Runs statements on a target, each in a transaction of its own that has committed to disk when the next begins, and
 * none whose effect is there already. So a list that was broken off is run again from its start.
 *
 * <p>Thread-safe; each connection is confined to its caller, must be in no transaction, and stays as it was.
 */
public final class DdlExecutor {
    private static final String PINNED = """
            select set_config('search_path', '', true), set_config('standard_conforming_strings', 'on', true),
                set_config('datestyle', 'ISO, YMD', true), set_config('intervalstyle', 'postgres', true),
                set_config('timezone', 'UTC', true), set_config('lc_monetary', 'C', true),
                set_config('check_function_bodies', 'off', true), set_config('synchronous_commit', 'on', true),
                set_config('lock_timeout', ?, true)
            """;

    private final Duration lockTimeout;
    private final Map<String, String> settings;
    private final Fence fence;

    /**
     * @param lockTimeout how long a statement may wait for a lock; while it waits, all who come later wait behind it
     * @param settings further ones of the server for each statement, such as {@code maintenance_work_mem}
     */
    public DdlExecutor(Duration lockTimeout, Map<String, String> settings) {
        this(lockTimeout, settings, connection -> {});
    }

    private DdlExecutor(Duration lockTimeout, Map<String, String> settings, Fence fence) {
        this.lockTimeout = lockTimeout;
        this.settings = Map.copyOf(settings);
        this.fence = fence;
    }

    /** The same, with a fence that each transaction holds on to. */
    public DdlExecutor behind(Fence fence) {
        return new DdlExecutor(lockTimeout, settings, fence);
    }

    /** Locks are waited for up to a minute; else the server's settings. */
    public static DdlExecutor create() {
        return new DdlExecutor(Duration.ofMinutes(1), Map.of());
    }

    /**
     * Runs the statements in their order and stops at the first that fails.
     *
     * @return how many had something to do
     * @throws DdlException naming the object
     */
    public int execute(Connection connection, List<DdlStatement> statements) {
        int executed = 0;
        for (var statement : statements) {
            executed += execute(connection, statement) ? 1 : 0;
        }
        return executed;
    }

    /**
     * Runs one statement unless its effect is there already.
     *
     * @return whether it was run
     * @throws DdlException naming the object
     */
    public boolean execute(Connection connection, DdlStatement statement) {
        try {
            return transaction(connection, statement);
        } catch (SQLException e) {
            if (doneMeanwhile(connection, statement, e)) {
                return false;
            }
            throw new DdlException(statement.purpose(), e);
        }
    }

    private boolean transaction(Connection connection, DdlStatement statement) throws SQLException {
        boolean autoCommit = connection.getAutoCommit();
        connection.setAutoCommit(false);
        try {
            configure(connection);
            fence.hold(connection);
            boolean needed = statement.unless() == null || !holds(connection, statement.unless());
            if (needed) {
                run(connection, statement.sql());
            }
            connection.commit();
            return needed;
        } catch (SQLException | RuntimeException e) {
            rollback(connection, e);
            throw e;
        } finally {
            if (!connection.isClosed()) {
                connection.setAutoCommit(autoCommit);
            }
        }
    }

    private void configure(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement(PINNED)) {
            statement.setString(1, lockTimeout.toMillis() + "ms");
            statement.execute();
        }
        for (var setting : settings.entrySet()) {
            try (var statement = connection.prepareStatement("select set_config(?, ?, true)")) {
                statement.setString(1, setting.getKey());
                statement.setString(2, setting.getValue());
                statement.execute();
            }
        }
    }

    // A definition may hold question marks and braces, which are operators and text here.
    private static void run(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(sql);
        }
    }

    /** Two attempts of one task may create the same thing at the same time: the loser finds it there. */
    private static boolean doneMeanwhile(Connection connection, DdlStatement statement, SQLException failure) {
        var condition = statement.unless();
        try {
            return condition != null && connection.isValid(0) && holds(connection, condition);
        } catch (SQLException e) {
            failure.addSuppressed(e);
            return false;
        }
    }

    private static boolean holds(Connection connection, Condition condition) throws SQLException {
        try (var statement = connection.prepareStatement(condition.sql())) {
            for (int i = 0; i < condition.parameters().size(); i++) {
                statement.setString(i + 1, condition.parameters().get(i));
            }
            try (var rows = statement.executeQuery()) {
                return rows.next() && rows.getBoolean(1);
            }
        }
    }

    private static void rollback(Connection connection, Exception failure) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    /** Tells whether whoever runs the statements still may. */
    @FunctionalInterface
    public interface Fence {
        /** Called first in each transaction; what it throws ends the transaction and is thrown to the caller. */
        void hold(Connection connection) throws SQLException;
    }
}
