package dev.dagrunr.migration.validation;

import dev.dagrunr.migration.connection.ConnectionException;
import dev.dagrunr.migration.connection.Connections;
import dev.dagrunr.migration.sql.Identifier;
import dev.dagrunr.migration.sql.QualifiedName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What one server says of one table. May be cancelled from another thread; otherwise for one thread at a time. */
final class Digest {
    private final Question question;
    private final String connectionId;
    private final QualifiedName table;
    private final @Nullable String where;

    /** @param where a condition that rows must meet to count; null for all rows */
    Digest(Connections connections, String connectionId, QualifiedName table, @Nullable String where) {
        this.question = new Question(connections, connectionId, table.toString());
        this.connectionId = connectionId;
        this.table = table;
        this.where = where;
    }

    /** @param error why the server did not answer; null when it did */
    record Answer(
            long rows, @Nullable String checksum, @Nullable String error) {}

    Answer count() {
        return answer("select count(*), null");
    }

    /**
     * The sum, as a numeric that cannot overflow, of a 64-bit hash of each row's text. A sum does not depend on the order,
     * and unlike an exclusive or it counts a row that is there twice.
     */
    Answer checksum(List<String> columns) {
        return answer("select count(*), coalesce(sum(" + hash(columns) + "), 0)::text");
    }

    /**
     * A 64-bit hash of the text of some columns. The text quotes its values, so that no two different rows have the same,
     * tells NULL from an empty text, and under our sessions' settings reads the same on every server.
     */
    static String hash(List<String> columns) {
        return "hashtextextended(" + text(columns) + " collate \"C\", 0)";
    }

    /** The text of some columns of {@code t}, in parentheses. */
    static String text(List<String> columns) {
        return columns.stream()
                .map(column -> "(t." + new Identifier(column).quoted() + ")")
                .collect(Collectors.joining(", ", "row(", ")::text"));
    }

    interface Binding {
        void bind(PreparedStatement statement) throws SQLException;
    }

    interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    /**
     * Asks the server, which may use several of its processes to answer.
     *
     * @param select up to the from clause
     * @param rest conditions for {@code t} that begin with {@code and}, and what comes after them
     * @throws ComparisonLostException when the server or the way to it is lost
     */
    <T> List<T> ask(String select, String rest, Binding binding, RowReader<T> reader) throws SQLException {
        try {
            return question.ask(session -> answers(session, select, rest, binding, reader));
        } catch (SQLException e) {
            if (passing(e.getSQLState())) {
                throw new ComparisonLostException(
                        "Table " + table + " of connection '" + connectionId + "' could not be compared: " + words(e),
                        e);
            }
            throw e;
        }
    }

    private <T> List<T> answers(Connection session, String select, String rest, Binding binding, RowReader<T> reader)
            throws SQLException {
        session.setAutoCommit(false);
        try {
            try (var settings = session.createStatement()) {
                settings.execute("set local max_parallel_workers_per_gather to 4; set local jit to off");
            }
            var sql = select + from(session) + " where " + (where == null ? "true" : "(" + where + "\n)") + rest;
            try (var statement = question.cancellable(session.prepareStatement(sql))) {
                binding.bind(statement);
                try (var row = statement.executeQuery()) {
                    var answers = new ArrayList<T>();
                    while (row.next()) {
                        answers.add(reader.read(row));
                    }
                    return answers;
                }
            }
        } finally {
            if (!session.isClosed()) {
                session.rollback();
                session.setAutoCommit(true);
            }
        }
    }

    /** The type of a column, to read its text as. */
    static String typeOf(Connection session, QualifiedName table, String column) throws SQLException {
        var sql = """
                select format_type(a.atttypid, a.atttypmod)
                  from pg_attribute a
                 where a.attrelid = ?::text::regclass and a.attname = ? and not a.attisdropped
                """;
        try (var statement = session.prepareStatement(sql)) {
            statement.setString(1, table.quoted());
            statement.setString(2, column);
            try (var row = statement.executeQuery()) {
                if (!row.next()) {
                    throw new SQLException("Table " + table + " has no column '" + column + "'", "42703");
                }
                return row.getString(1);
            }
        }
    }

    /** The types of columns, to read their texts as. */
    List<String> typesOf(List<String> columns) throws SQLException {
        return question.ask(session -> {
            var types = new ArrayList<String>();
            for (var column : columns) {
                types.add(typeOf(session, table, column));
            }
            return types;
        });
    }

    void cancel() {
        question.cancel();
    }

    private Answer answer(String select) {
        try {
            return ask(select, "", statement -> {}, row -> new Answer(row.getLong(1), row.getString(2), null))
                    .get(0);
        } catch (SQLException e) {
            return new Answer(0, null, words(e));
        } catch (ConnectionException e) {
            if (passing(e.sqlState())) {
                throw e;
            }
            return new Answer(0, null, e.getMessage());
        }
    }

    private static String words(SQLException failure) {
        return String.valueOf(failure.getMessage()).strip().replaceAll("\\s*\\R\\s*", " ") + " (SQLSTATE "
                + failure.getSQLState() + ")";
    }

    /** Cut, short of resources, starting or stopping: says nothing of the table. A cancelled statement is not among them. */
    private static boolean passing(@Nullable String state) {
        return state != null
                && (state.startsWith("08")
                        || state.startsWith("53")
                        || state.startsWith("57P")
                        || state.startsWith("40"));
    }

    /** A parent's children are compared as tables of their own, partitions as rows of their table. */
    private String from(Connection session) throws SQLException {
        var sql = """
                select c.relkind = 'p'
                  from pg_class c
                  join pg_namespace n on n.oid = c.relnamespace
                 where n.nspname = ? and c.relname = ?
                """;
        try (var statement = session.prepareStatement(sql)) {
            statement.setString(1, table.schema().name());
            statement.setString(2, table.name().name());
            try (var result = statement.executeQuery()) {
                var partitioned = result.next() && result.getBoolean(1);
                return (partitioned ? " from " : " from only ") + table.quoted() + " t";
            }
        }
    }
}
