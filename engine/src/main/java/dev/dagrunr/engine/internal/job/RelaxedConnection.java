package dev.dagrunr.engine.internal.job;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * A connection whose commits do not wait for the disk. For what JobRunr writes about its jobs: a crash of the server may
 * forget the last of it, and a job that is then fetched twice finds its attempt claimed. The setting ends with each
 * transaction, so the pool gets the connection back as it was.
 */
final class RelaxedConnection implements InvocationHandler {

    private static final String DO_NOT_WAIT = "set local synchronous_commit = off";

    private final Connection connection;

    private RelaxedConnection(Connection connection) {
        this.connection = connection;
    }

    static Connection of(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                RelaxedConnection.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                new RelaxedConnection(connection));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        var result = passOn(method, arguments);
        // so JobRunr begins each of its transactions
        if (method.getName().equals("setAutoCommit") && !connection.getAutoCommit()) {
            doNotWait(connection);
        }
        return result;
    }

    /** Until the end of the transaction, as for the connections of this class. */
    static void doNotWait(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(DO_NOT_WAIT);
        }
    }

    private @Nullable Object passOn(Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(connection, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }
}
