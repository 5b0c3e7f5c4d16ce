package dev.dagrunr.engine.internal.job;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import org.jspecify.annotations.Nullable;

/**
 * A transaction within a transaction: commit and rollback end at a savepoint, and close leaves the connection open. A
 * failed statement inside (a duplicate id) therefore does not poison what the caller did before.
 */
final class JoinedConnection implements InvocationHandler {

    private final Connection transaction;
    private @Nullable Savepoint savepoint;

    private JoinedConnection(Connection transaction, Savepoint savepoint) {
        this.transaction = transaction;
        this.savepoint = savepoint;
    }

    static Connection to(Connection transaction) throws SQLException {
        var handler = new JoinedConnection(transaction, transaction.setSavepoint());
        return (Connection) Proxy.newProxyInstance(
                JoinedConnection.class.getClassLoader(), new Class<?>[] {Connection.class}, handler);
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        switch (method.getName()) {
            case "commit" -> keep();
            case "rollback" -> undo();
            case "close" -> undo();
            case "isClosed" -> {
                return savepoint == null;
            }
            case "setAutoCommit", "setTransactionIsolation", "setReadOnly", "abort", "unwrap" ->
                throw new UnsupportedOperationException(
                        method.getName() + " on a connection that joined a transaction");
            default -> {
                return passOn(method, arguments);
            }
        }
        return null;
    }

    private void keep() throws SQLException {
        if (savepoint != null) {
            transaction.releaseSavepoint(savepoint);
            savepoint = null;
        }
    }

    private void undo() throws SQLException {
        if (savepoint != null) {
            transaction.rollback(savepoint);
            savepoint = null;
        }
    }

    private @Nullable Object passOn(Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(transaction, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }
}
