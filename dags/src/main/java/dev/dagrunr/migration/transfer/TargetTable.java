package dev.dagrunr.migration.transfer;

import dev.dagrunr.migration.sql.QualifiedName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * What the target's catalog says of the table to fill. Immutable.
 *
 * @param incarnation changes when the table is dropped and created, truncated or rewritten: what was noted about rows of
 *     an earlier incarnation says nothing about this one
 * @param unlogged whether a crash of the server empties it, or a partition of it
 */
record TargetTable(TableAddress address, long oid, String kind, String incarnation, boolean unlogged, int serverMajor) {
    /** Of the table whose number is a parameter. A partitioned table has no file of its own: its partitions' count. */
    static final String INCARNATION = """
            (select c.oid || '/' || coalesce(
                        (select md5(string_agg(coalesce(pg_relation_filenode(p.relid), 0)::text, ',' order by p.relid))
                           from pg_partition_tree(c.oid) p),
                        pg_relation_filenode(c.oid)::text)
               from pg_class c
              where c.oid = ?)
            """;

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
