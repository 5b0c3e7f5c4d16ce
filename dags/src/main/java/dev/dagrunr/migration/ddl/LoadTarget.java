package dev.dagrunr.migration.ddl;

import dev.dagrunr.migration.connection.Connections;
import dev.dagrunr.migration.connection.SessionSettings;
import dev.dagrunr.migration.source.TableShape;
import dev.dagrunr.migration.source.TypeMapping;
import dev.dagrunr.migration.sql.Identifier;
import dev.dagrunr.migration.sql.QualifiedName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.stream.Collectors;

/** The schema that a source of another type is moved to. Confined to a thread. */
public final class LoadTarget implements AutoCloseable {
    private final Connection session;
    private final String schema;
    private final TypeMapping types;

    private LoadTarget(Connection session, String schema, TypeMapping types) {
        this.session = session;
        this.schema = schema;
        this.types = types;
    }

    public static LoadTarget open(Connections connections, String connectionId, String schema, TypeMapping types) {
        return new LoadTarget(connections.open(connectionId, SessionSettings.writing("dagrunr load")), schema, types);
    }

    /** One that is there stays as it is: its transfer refuses rows that it does not know, and columns that are missing. */
    public void create(TableShape table) {
        var columns = table.columns().stream()
                .map(column -> new Identifier(column.name()).quoted() + " " + types.targetType(column.type())
                        + (column.nullable() ? "" : " not null"))
                .collect(Collectors.joining(", "));
        if (!exists("select exists (select from pg_namespace where nspname = ?)", schema)) {
            execute("Schema " + schema, "create schema if not exists " + new Identifier(schema).quoted());
        }
        execute(
                "Table " + name(table),
                "create table if not exists " + name(table).quoted() + " (" + columns + ")");
    }

    /** Does nothing when there is one. */
    public void addPrimaryKey(TableShape table) {
        var columns = table.primaryKey().stream()
                .map(column -> new Identifier(column).quoted())
                .collect(Collectors.joining(", "));
        if (!hasPrimaryKey(table)) {
            execute(
                    "The primary key of " + name(table),
                    "alter table " + name(table).quoted() + " add primary key (" + columns + ")");
        }
    }

    public long count(TableShape table) throws SQLException {
        try (var statement = session.createStatement();
                var result = statement.executeQuery(
                        "select count(*) from " + name(table).quoted())) {
            result.next();
            return result.getLong(1);
        }
    }

    @Override
    public void close() throws SQLException {
        session.close();
    }

    private QualifiedName name(TableShape table) {
        return QualifiedName.of(schema, table.name());
    }

    private boolean hasPrimaryKey(TableShape table) {
        var sql = """
                select exists (
                    select from pg_constraint k
                      join pg_class c on c.oid = k.conrelid
                      join pg_namespace n on n.oid = c.relnamespace
                     where k.contype = 'p' and n.nspname = ? and c.relname = ?)
                """;
        return exists(sql, schema, table.name());
    }

    private boolean exists(String sql, String... names) {
        try (var statement = session.prepareStatement(sql)) {
            for (int i = 0; i < names.length; i++) {
                statement.setString(i + 1, names[i]);
            }
            try (var result = statement.executeQuery()) {
                result.next();
                return result.getBoolean(1);
            }
        } catch (SQLException e) {
            throw new DdlException("Looking at schema " + schema, e);
        }
    }

    private void execute(String purpose, String sql) {
        try (var statement = session.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new DdlException(purpose, e);
        }
    }
}
