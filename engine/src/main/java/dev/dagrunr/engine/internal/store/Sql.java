package dev.dagrunr.engine.internal.store;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Runs a statement with bound values, without the ceremony of JDBC. */
final class Sql {
    private Sql() {}

    @FunctionalInterface
    interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** @return how many rows were changed */
    static int update(Connection connection, String sql, @Nullable Object... values) throws SQLException {
        try (var statement = bound(connection, sql, values)) {
            return statement.executeUpdate();
        }
    }

    /** One or more statements without values. */
    static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    static <T> List<T> query(Connection connection, String sql, RowReader<T> reader, @Nullable Object... values)
            throws SQLException {
        try (var statement = bound(connection, sql, values);
                var rows = statement.executeQuery()) {
            var results = new ArrayList<T>();
            while (rows.next()) {
                results.add(reader.read(rows));
            }
            return results;
        }
    }

    /** The first row, if there is one. */
    static <T> Optional<T> first(Connection connection, String sql, RowReader<T> reader, @Nullable Object... values)
            throws SQLException {
        var rows = query(connection, sql, reader, values);
        return rows.isEmpty() ? Optional.empty() : Optional.of(rows.get(0));
    }

    static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    static Optional<Instant> optionalInstant(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(instant(row, column));
    }

    /** For a list of values of which some may be missing: such a list is sent as texts, and cast by the statement. */
    static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }

    private static PreparedStatement bound(Connection connection, String sql, @Nullable Object... values)
            throws SQLException {
        var statement = connection.prepareStatement(sql);
        try {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, toJdbc(connection, values[i]));
            }
            return statement;
        } catch (SQLException | RuntimeException e) {
            statement.close();
            throw e;
        }
    }

    private static @Nullable Object toJdbc(Connection connection, @Nullable Object value) throws SQLException {
        if (value instanceof Instant instant) {
            return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
        }
        if (value instanceof String text) {
            return storable(text);
        }
        if (value instanceof List<?> list) {
            return array(connection, list);
        }
        return value;
    }

    /** PostgreSQL cannot store the character NUL, which a reason or a log line may well hold; a sign for it can be. */
    private static @Nullable Object storable(@Nullable Object value) {
        return value instanceof String text ? text.replace('\0', '\u2400') : value;
    }

    /** Arrays of these classes are sent in binary, which neither side has to quote and parse. */
    private static Array array(Connection connection, List<?> list) throws SQLException {
        var first = list.isEmpty() ? "" : list.get(0);
        if (first instanceof Long) {
            return connection.createArrayOf("int8", list.toArray(Long[]::new));
        }
        if (first instanceof Integer) {
            return connection.createArrayOf("int4", list.toArray(Integer[]::new));
        }
        if (first instanceof UUID) {
            return connection.createArrayOf("uuid", list.toArray());
        }
        return connection.createArrayOf("text", list.stream().map(Sql::storable).toArray(String[]::new));
    }
}
