package dev.dagrunr.migration.schema;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One read-only snapshot of a database's catalog, in which PostgreSQL deparses the same object to the same text whoever
 * asks. Confined to one thread. Closing ends the transaction and gives the connection back as it was.
 */
final class CatalogSession implements AutoCloseable {
    private static final List<String> SETTINGS = List.of(
            "set transaction isolation level repeatable read, read only",
            // With an empty path each name outside pg_catalog is deparsed with its schema. Compiling a query over
            // the catalog takes longer than running it.
            """
            select set_config('search_path', '', true), set_config('quote_all_identifiers', 'off', true),
                set_config('standard_conforming_strings', 'on', true), set_config('bytea_output', 'hex', true),
                set_config('datestyle', 'ISO, YMD', true), set_config('intervalstyle', 'postgres', true),
                set_config('extra_float_digits', '3', true), set_config('timezone', 'UTC', true),
                set_config('lc_monetary', 'C', true), set_config('jit', 'off', true)
            """);

    private final Connection connection;
    private final boolean autoCommit;

    private CatalogSession(Connection connection, boolean autoCommit) {
        this.connection = connection;
        this.autoCommit = autoCommit;
    }

    static CatalogSession open(Connection connection) throws SQLException {
        var session = new CatalogSession(connection, connection.getAutoCommit());
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement()) {
            for (var setting : SETTINGS) {
                statement.execute(setting);
            }
            return session;
        } catch (SQLException e) {
            try {
                session.close();
            } catch (SQLException closing) {
                e.addSuppressed(closing);
            }
            throw e;
        }
    }

    /** As {@code server_version_num}. */
    int serverVersion() throws SQLException {
        var server = connection.getMetaData();
        return server.getDatabaseMajorVersion() * 10_000 + server.getDatabaseMinorVersion();
    }

    /** The rows of a query whose parameters are arrays as {@link #oids} and {@link #names} make them, or scalars. */
    <R> List<R> list(String sql, RowMapper<R> mapper, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                var result = new ArrayList<R>();
                while (rows.next()) {
                    result.add(mapper.map(rows));
                }
                return result;
            }
        }
    }

    /** A parameter for {@code cast(? as oid[])}. */
    static String oids(Collection<Long> oids) {
        return oids.stream().map(String::valueOf).collect(Collectors.joining(",", "{", "}"));
    }

    /** A parameter for {@code ?} where an array of names is compared. */
    Object names(Collection<String> names) throws SQLException {
        return connection.createArrayOf("text", names.toArray());
    }

    /** An array column as a list, empty when it is null. */
    static List<String> texts(ResultSet row, String column) throws SQLException {
        var array = row.getArray(column);
        return array == null ? List.of() : List.of((String[]) array.getArray());
    }

    @Override
    public void close() throws SQLException {
        connection.rollback();
        connection.setAutoCommit(autoCommit);
    }

    /** Makes a value of the current row. */
    @FunctionalInterface
    interface RowMapper<R> {
        R map(ResultSet row) throws SQLException;
    }
}
