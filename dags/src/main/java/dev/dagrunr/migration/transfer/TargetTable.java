package dev.dagrunr.migration.transfer;

import dev.dagrunr.migration.sql.QualifiedName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * What the target's catalog says of the table to fill. Immutable.
 *
 * @param incarnation changes when the table is dropped and created, truncated or rewritten: what was noted about rows of
 *     an earlier incarnation says nothing about this one
 * @param unlogged whether a crash of the server empties it, or a partition of it
 */
record TargetTable(TableAddress address, long oid, String kind, String incarnation, boolean unlogged, int serverMajor) {
    /** Of the table whose number is a parameter. */
    static final String INCARNATION = incarnationOf("?");

    /** A partitioned table has no file of its own: its partitions' count. */
    static String incarnationOf(String oid) {
        return """
                (select i.oid || '/' || coalesce(
                            (select md5(string_agg(coalesce(pg_relation_filenode(p.relid), 0)::text, ','
                                                   order by p.relid))
                               from pg_partition_tree(i.oid) p),
                            pg_relation_filenode(i.oid)::text)
                   from pg_class i
                  where i.oid = %s)
                """.formatted(oid);
    }

    static TargetTable read(Connection session, TableAddress address) throws SQLException {
        var sql = """
                select c.oid, c.relkind::text, c.relpersistence = 't',
                       c.relpersistence = 'u' or exists (
                           select from pg_partition_tree(c.oid) p
                             join pg_class l on l.oid = p.relid
                            where l.relpersistence = 'u')
                  from pg_class c
                  join pg_namespace n on n.oid = c.relnamespace
                 where n.nspname = ? and c.relname = ?
                """;
        try (var statement = session.prepareStatement(sql)) {
            statement.setString(1, address.schema());
            statement.setString(2, address.table());
            try (var result = statement.executeQuery()) {
                if (!result.next()) {
                    throw notPossible(address, "does not exist");
                }
                var kind = result.getString(2);
                if (!List.of("r", "p").contains(kind) || result.getBoolean(3)) {
                    throw notPossible(address, "is not a table that stays");
                }
                var oid = result.getLong(1);
                return new TargetTable(
                        address,
                        oid,
                        kind,
                        incarnation(session, oid),
                        result.getBoolean(4),
                        session.getMetaData().getDatabaseMajorVersion());
            }
        }
    }

    /** All of them in their order; empty when one is missing, partitioned or not LOGGED. */
    static List<TargetTable> readPlain(Connection session, List<TableAddress> tables) throws SQLException {
        var sql = """
                select c.oid, :incarnation
                  from unnest(?::text[], ?::text[]) with ordinality as t(schema, name, place)
                  join pg_namespace n on n.nspname = t.schema
                  join pg_class c on c.relnamespace = n.oid and c.relname = t.name
                 where c.relkind = 'r' and c.relpersistence = 'p'
                 order by t.place
                """.replace(":incarnation", incarnationOf("c.oid"));
        int major = session.getMetaData().getDatabaseMajorVersion();
        var found = new ArrayList<TargetTable>();
        try (var statement = session.prepareStatement(sql)) {
            setTexts(session, statement, 1, tables, TableAddress::schema);
            setTexts(session, statement, 2, tables, TableAddress::table);
            try (var result = statement.executeQuery()) {
                while (result.next() && found.size() < tables.size()) {
                    found.add(new TargetTable(
                            tables.get(found.size()),
                            result.getLong(1),
                            "r",
                            String.valueOf(result.getString(2)),
                            false,
                            major));
                }
            }
        }
        return found.size() == tables.size() ? found : List.of();
    }

    /** Those that are LOGGED with all their partitions, and of which the run knows no other incarnation. */
    static Set<TableAddress> durable(Connection session, List<TableAddress> tables, String runId) throws SQLException {
        if (!CheckpointSchema.exists(session)) {
            return Set.of();
        }
        var sql = """
                select t.place
                  from unnest(?::int[], ?::text[], ?::text[], ?::text[]) as t(place, schema, name, quoted)
                  join pg_namespace n on n.nspname = t.schema
                  join pg_class c on c.relnamespace = n.oid and c.relname = t.name
                 where c.relpersistence = 'p' and c.relkind in ('r', 'p')
                   and not exists (select from pg_partition_tree(c.oid) p
                                     join pg_class l on l.oid = p.relid
                                    where l.relpersistence = 'u')
                   and exists (select from dagrunr_transfer.attempt a
                                where a.run_id = ? and a.target_table = t.quoted)
                   and not exists (select from dagrunr_transfer.attempt a
                                    where a.run_id = ? and a.target_table = t.quoted
                                      and a.incarnation <> :incarnation)
                """.replace(":incarnation", incarnationOf("c.oid"));
        var found = new HashSet<TableAddress>();
        try (var statement = session.prepareStatement(sql)) {
            statement.setArray(
                    1,
                    session.createArrayOf(
                            "int", IntStream.range(0, tables.size()).boxed().toArray()));
            setTexts(session, statement, 2, tables, TableAddress::schema);
            setTexts(session, statement, 3, tables, TableAddress::table);
            setTexts(
                    session,
                    statement,
                    4,
                    tables,
                    address -> address.qualifiedName().quoted());
            statement.setString(5, runId);
            statement.setString(6, runId);
            try (var result = statement.executeQuery()) {
                while (result.next()) {
                    found.add(tables.get(result.getInt(1)));
                }
            }
        }
        return found;
    }

    private static void setTexts(
            Connection session,
            PreparedStatement statement,
            int parameter,
            List<TableAddress> tables,
            Function<TableAddress, String> text)
            throws SQLException {
        statement.setArray(
                parameter,
                session.createArrayOf("text", tables.stream().map(text).toArray()));
    }

    /** For a from clause: rows of children do not count as the parent's, rows of partitions do. */
    String from() {
        return (kind.equals("r") ? " from only " : " from ")
                + address.qualifiedName().quoted();
    }

    /** The tables to be made durable: this one, or its partitions. */
    List<QualifiedName> unloggedParts(Connection session) throws SQLException {
        var sql = """
                select n.nspname, c.relname
                  from pg_class c
                  join pg_namespace n on n.oid = c.relnamespace
                 where c.relpersistence = 'u' and c.relkind = 'r'
                   and (c.oid = ? or c.oid in (select relid from pg_partition_tree(?)))
                 order by c.oid
                """;
        var parts = new ArrayList<QualifiedName>();
        try (var statement = session.prepareStatement(sql)) {
            statement.setLong(1, oid);
            statement.setLong(2, oid);
            try (var result = statement.executeQuery()) {
                while (result.next()) {
                    parts.add(QualifiedName.of(result.getString(1), result.getString(2)));
                }
            }
        }
        return parts;
    }

    private static String incarnation(Connection session, long oid) throws SQLException {
        try (var statement = session.prepareStatement("select " + INCARNATION)) {
            statement.setLong(1, oid);
            try (var result = statement.executeQuery()) {
                result.next();
                return String.valueOf(result.getString(1));
            }
        }
    }

    private static TransferException notPossible(TableAddress address, String why) {
        return new TransferException(
                TransferErrorCode.NOT_POSSIBLE,
                "Table " + address + " of connection '" + address.connectionId() + "' " + why + ".");
    }
}
