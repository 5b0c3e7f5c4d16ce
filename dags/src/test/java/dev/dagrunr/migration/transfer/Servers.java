package dev.dagrunr.migration.transfer;

import dev.dagrunr.migration.connection.Connections;
import dev.dagrunr.migration.validation.TablePair;
import dev.dagrunr.migration.validation.Validation;
import dev.dagrunr.migration.validation.ValidationReport;
import dev.dagrunr.testsupport.Database;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** A source and a target database with short ways to ask them. */
record Servers(Database source, Database target, Connections connections) implements AutoCloseable {
    static final int CHUNK = 500;

    static Servers of(Database source, Database target) {
        var environment =
                Map.of("DAGRUNR_CONN_FROM", source.uri(), "DAGRUNR_CONN_TO", target.uri(), "PG_POOL_MAXCONN", "8");
        return new Servers(source, target, Connections.from(environment));
    }

    Transfer transfer() {
        return new Transfer(connections);
    }

    void both(String... statements) {
        execute(source, statements);
        execute(target, statements);
    }

    static void execute(Database database, String... statements) {
        try (var session = database.dataSource().getConnection();
                var statement = session.createStatement()) {
            for (var sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    static String ask(Database database, String sql) {
        try (var session = database.dataSource().getConnection();
                var statement = session.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return String.valueOf(row.getString(1));
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** Read without a snapshot of the run: tests of one class share a run, and each makes tables of its own. */
    TableLoad load(String table, List<String> columns, List<String> key) {
        var rows = Long.parseLong(
                ask(source, "select count(*) from public." + new dev.dagrunr.migration.sql.Identifier(table).quoted()));
        return new TableLoad(
                new TableAddress("from", "public", table),
                new TableAddress("to", "public", table),
                columns,
                key,
                rows,
                0,
                Reading.DEFAULT
                        .withStrategy(PartitionStrategy.NTILE)
                        .withChunkRows(CHUNK)
                        .withConsistent(false));
    }

    TableLoad load(String table, String... key) {
        return load(table, columns(table), List.of(key));
    }

    List<String> columns(String table) {
        var sql = """
                select array_agg(attname::text order by attnum)
                  from pg_attribute a join pg_class c on c.oid = a.attrelid
                 where c.relname = ? and c.relnamespace = 'public'::regnamespace
                   and attnum > 0 and not attisdropped and attgenerated = ''
                """;
        try (var session = source.dataSource().getConnection();
                var statement = session.prepareStatement(sql)) {
            statement.setString(1, table);
            try (var row = statement.executeQuery()) {
                row.next();
                var array = row.getArray(1);
                return array == null ? List.of() : List.of((String[]) array.getArray());
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    ValidationReport checksums(String... tables) {
        return new Validation(connections)
                .checksums(
                        "from",
                        "to",
                        List.of(tables).stream()
                                .map(table -> new TablePair("public", table, "public", table, columns(table)))
                                .toList());
    }

    @Override
    public void close() {
        connections.close();
    }
}
