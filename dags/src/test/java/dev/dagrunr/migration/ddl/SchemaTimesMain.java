package dev.dagrunr.migration.ddl;

import dev.dagrunr.migration.schema.SchemaReader;
import dev.dagrunr.migration.schema.Selection;
import dev.dagrunr.migration.schema.SourceSchema;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How long the schemas of a database are read, and created in an empty one: what {@code run-schema} is made of.
 * Arguments: two JDBC addresses and how often to read.
 */
final class SchemaTimesMain {
    private SchemaTimesMain() {}

    public static void main(String[] arguments) throws SQLException {
        try (var source = DriverManager.getConnection(arguments[0]);
                var target = DriverManager.getConnection(arguments[1])) {
            var statements = new AtomicInteger();
            var counted = counting(Connection.class, source, statements);
            var times = new ArrayList<Double>();
            SourceSchema schema = read(counted);
            for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
                statements.set(0);
                long began = System.nanoTime();
                schema = read(counted);
                times.add(seconds(began));
            }
            times.sort(null);
            System.out.printf(
                    "%d tables, %d objects: read by %d statements in %.2f s (%.2f to %.2f, %d times)%n",
                    schema.tables().size(),
                    schema.objects().size(),
                    statements.get(),
                    times.get(times.size() / 2),
                    times.get(0),
                    times.get(times.size() - 1),
                    times.size());
            long began = System.nanoTime();
            TargetBuild.build(target, schema, SchemaMapping.same());
            System.out.printf("created in %.2f s%n", seconds(began));
            System.out.printf(
                    "%d differences%n",
                    SchemaComparison.compare(schema, read(target), SchemaMapping.same())
                            .size());
        }
    }

    private static SourceSchema read(Connection connection) throws SQLException {
        return new SchemaReader().read(connection, new Selection(List.of("*"), List.of(), List.of()));
    }

    private static double seconds(long began) {
        return (System.nanoTime() - began) / 1e9;
    }

    /** The same connection or statement, which counts what is executed. */
    private static <T> T counting(Class<T> type, Object counted, AtomicInteger executions) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, values) -> {
                    try {
                        if (method.getName().startsWith("execute")) {
                            executions.incrementAndGet();
                        }
                        var result = method.invoke(counted, values);
                        return result instanceof Statement
                                ? counting(method.getReturnType(), result, executions)
                                : result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }
}
