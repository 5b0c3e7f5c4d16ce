package dev.dagrunr.migration.ddl;

import dev.dagrunr.migration.ddl.DdlStatement.Condition;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs statements on a target, and none whose effect is there already: so a list that was broken off is run again from its
 * start. Each runs in a transaction of its own that has committed to disk when the next begins, but for those that run
 * {@linkplain DdlStatement#alone() alone}.
 *
 * <p>Thread-safe; each connection is confined to its caller, must be in no transaction, and stays as it was.
 */
public final class DdlExecutor {
    private static final String PINNED = """
            select set_config('search_path', '', true), set_config('standard_conforming_strings', 'on', true),
                set_config('datestyle', 'ISO, YMD', true), set_config('intervalstyle', 'postgres', true),
                set_config('timezone', 'UTC', true), set_config('lc_monetary', 'C', true),
                set_config('check_function_bodies', 'off', true), set_config('synchronous_commit', 'on', true),
                set_config('lock_timeout', ?, true)""";
    private static final int TOGETHER = 200;
    /** It ends a second (deadlock_timeout) after somebody began to wait for its lock. */
    private static final String AUTOVACUUM_GIVES_WAY = "5s";

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

    /** The same, with further settings for each statement. */
    public DdlExecutor with(Map<String, String> more) {
        var all = new HashMap<>(settings);
        all.putAll(more);
        return new DdlExecutor(lockTimeout, all, fence);
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
            return statement.alone() ? alone(connection, statement) : transaction(connection, List.of(statement)) > 0;
        } catch (SQLException e) {
            if (doneMeanwhile(connection, statement, e)) {
                return false;
            }
            throw failed(statement.purpose(), connection, e);
        }
    }

    /**
     * As {@link #execute(Connection, List)}, but many statements in one transaction, which takes a fraction of the time
     * when each of them is short. What cannot be done together is done one by one.
     *
     * @throws DdlException naming the object, or the first of those that were made together when the session was lost
     */
    public int executeTogether(Connection connection, List<DdlStatement> statements) {
        int executed = 0;
        for (int from = 0; from < statements.size(); from += TOGETHER) {
            var batch = statements.subList(from, Math.min(statements.size(), from + TOGETHER));
            try {
                executed += transaction(connection, batch);
            } catch (SQLException e) {
                if (lost(connection)) {
                    throw failed(batch.get(0).purpose(), connection, e);
                }
                // Which one it was, and whether it stands in nobody's way, shows when each runs alone.
                executed += execute(connection, batch);
            }
        }
        return executed;
    }

    /** All statements in one transaction, or none. */
    int executeWhole(Connection connection, List<DdlStatement> statements) throws SQLException {
        return transaction(connection, statements);
    }

    private int transaction(Connection connection, List<DdlStatement> statements) throws SQLException {
        boolean autoCommit = connection.getAutoCommit();
        connection.setAutoCommit(false);
        try {
            pin(connection);
            fence.hold(connection);
            var done = Conditions.held(connection, statements);
            int needed = 0;
            try (var batch = connection.createStatement()) {
                // A definition may hold question marks and braces, which are operators and text here.
                batch.setEscapeProcessing(false);
                for (int i = 0; i < statements.size(); i++) {
                    if (!done.get(i)) {
                        batch.addBatch(statements.get(i).sql());
                        for (var further : statements.get(i).further()) {
                            batch.addBatch(further);
                        }
                        needed++;
                    }
                }
                if (needed > 0) {
                    execute(batch);
                }
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

    private static boolean alone(Connection connection, DdlStatement statement) throws SQLException {
        var before = lockTimeout(connection, AUTOVACUUM_GIVES_WAY);
        try (var single = connection.createStatement()) {
            single.setEscapeProcessing(false);
            single.execute(statement.sql());
            return true;
        } catch (SQLException e) {
            if (DdlException.LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
                return false;
            }
            throw e;
        } finally {
            if (!connection.isClosed()) {
                lockTimeout(connection, before);
            }
        }
    }

    /** @return what it was in the session before */
    private static String lockTimeout(Connection connection, String timeout) throws SQLException {
        var sql = """
                select before, set_config('lock_timeout', ?, false)
                  from (select current_setting('lock_timeout') as before offset 0) as setting""";
        try (var query = connection.prepareStatement(sql)) {
            query.setString(1, timeout);
            try (var row = query.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        }
    }

    private static DdlException failed(String purpose, Connection connection, SQLException failure) {
        return lost(connection) ? DdlException.sessionLost(purpose, failure) : new DdlException(purpose, failure);
    }

    private static boolean lost(Connection connection) {
        try {
            return connection.isClosed();
        } catch (SQLException e) {
            return true;
        }
    }

    /** The driver tells the statement at length; what the server said of it comes next. */
    private static void execute(Statement batch) throws SQLException {
        try {
            batch.executeBatch();
        } catch (BatchUpdateException e) {
            var cause = e.getNextException();
            throw cause == null ? e : cause;
        }
    }

    private void pin(Connection connection) throws SQLException {
        var sql = new StringBuilder(PINNED);
        var parameters = new ArrayList<String>(List.of(lockTimeout.toMillis() + "ms"));
        settings.forEach((name, value) -> {
            sql.append(", set_config(?, ?, true)");
            parameters.add(name);
            parameters.add(value);
        });
        try (var query = connection.prepareStatement(sql.toString())) {
            for (int i = 0; i < parameters.size(); i++) {
                query.setString(i + 1, parameters.get(i));
            }
            query.execute();
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
