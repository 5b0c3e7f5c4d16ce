package dev.dagrunr.engine.internal.job;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import org.jspecify.annotations.Nullable;

/** A connection whose transaction is ended by who lent it: commit, rollback and close do nothing. */
final class LentConnection implements InvocationHandler {

    private final Connection transaction;

    private LentConnection(Connection transaction) {
        this.transaction = transaction;
    }

    static Connection of(Connection transaction) {
        return (Connection) Proxy.newProxyInstance(
                LentConnection.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                new LentConnection(transaction));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        return switch (method.getName()) {
            case "commit", "rollback", "close" -> null;
            default -> passOn(method, arguments);
        };
    }

    private @Nullable Object passOn(Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(transaction, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }
}
