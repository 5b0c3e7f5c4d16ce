package dev.dagrunr.migration.validation;

import dev.dagrunr.migration.connection.ConnectionException;
import dev.dagrunr.migration.sql.Identifier;
import dev.dagrunr.migration.sql.QualifiedName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What one server says of one table. May be cancelled from another thread. */
final class Digest {
    private final Question question;
    private final QualifiedName table;

    Digest(Question question, String schema, String table) {
        this.question = question;
        this.table = QualifiedName.of(schema, table);
    }

    /** @param error why the server did not answer; null when it did */
    record Answer(
            long rows, @Nullable String checksum, @Nullable String error) {}

    Answer count() {
        return ask("select count(*), null");
    }

    /**
     * The sum, as a numeric that cannot overflow, of a 64-bit hash of each row's text. A sum does not depend on the order,
     * and unlike an exclusive or it counts a row that is there twice. A row's text quotes its values, so that no two
     * different rows have the same, tells NULL from an empty text, and under our sessions' settings reads the same on
     * every server.
     */
    Answer checksum(List<String> columns) {
        var row = columns.stream()
                .map(column -> "(" + new Identifier(column).quoted() + ")")
                .collect(Collectors.joining(", ", "row(", ")::text"));
        return ask("select count(*), coalesce(sum(hashtextextended(" + row + " collate \"C\", 0)), 0)::text");
    }

    void cancel() {
        question.cancel();
    }

    private Answer ask(String select) {
        try {
            return question.ask((session, statement) -> {
                try (var result = statement.executeQuery(select + from(session))) {
                    result.next();
                    return new Answer(result.getLong(1), result.getString(2), null);
                }
            });
        } catch (SQLException e) {
            var words = String.valueOf(e.getMessage()).strip().replaceAll("\\s*\\R\\s*", " ");
            return new Answer(0, null, words + " (SQLSTATE " + e.getSQLState() + ")");
        } catch (ConnectionException e) {
            return new Answer(0, null, e.getMessage());
        }
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
                return (partitioned ? " from " : " from only ") + table.quoted();
            }
        }
    }
}
