package dev.dagrunr.migration.validation;

import dev.dagrunr.migration.connection.ConnectionException;
import dev.dagrunr.migration.connection.Connections;
import dev.dagrunr.migration.connection.SessionSettings;
import dev.dagrunr.migration.sql.Identifier;
import dev.dagrunr.migration.sql.QualifiedName;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one server says of one table. May be cancelled from another thread. */
final class Digest implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Digest.class);

    private final Connections connections;
    private final String connectionId;
    private final QualifiedName table;
    private volatile @Nullable Statement running;
    private volatile boolean cancelled;

    Digest(Connections connections, String connectionId, String schema, String table) {
        this.connections = connections;
        this.connectionId = connectionId;
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
        cancelled = true;
        var statement = running;
        if (statement != null) {
            try {
                statement.cancel();
            } catch (SQLException e) {
                LOG.warn("The statement on table {} could not be cancelled: {}", table, e.getMessage());
            }
        }
    }

    @Override
    public void close() {
        running = null;
    }

    private Answer ask(String select) {
        var settings = SessionSettings.reading("dagrunr validate " + table);
        try (var session = connections.open(connectionId, settings);
                var statement = session.createStatement()) {
            running = statement;
            if (cancelled) {
                return new Answer(0, null, "cancelled");
            }
            try (var result = statement.executeQuery(select + from(session))) {
                result.next();
                return new Answer(result.getLong(1), result.getString(2), null);
            } finally {
                running = null;
            }
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
