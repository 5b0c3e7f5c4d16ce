package dev.dagrunr.migration.transfer;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * What the target's catalog says of the table to fill. Immutable.
 *
 * @param incarnation changes when the table is dropped and created, truncated or rewritten: what was noted about rows of
 *     an earlier incarnation says nothing about this one
 * @param unlogged whether a crash of the server empties it, or a partition of it
 */
record TargetTable(TableAddress address, long oid, String incarnation, boolean unlogged, int serverMajor) {
    /** Of the table whose number is a parameter. A partitioned table has no file of its own: its partitions' count. */
    static final String INCARNATION =
            """
            (select c.oid || '/' || coalesce(
                        (select md5(string_agg(coalesce(pg_relation_filenode(p.relid), 0)::text, ',' order by p.relid))
                           from pg_partition_tree(c.oid) p),
                        pg_relation_filenode(c.oid)::text)
               from pg_class c
              where c.oid = ?)
            """;

    static TargetTable read(Connection session, TableAddress address) throws SQLException {
        var sql =
                """
                select c.oid, c.relkind in ('r', 'p'), c.relpersistence = 't',
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
                if (!result.getBoolean(2) || result.getBoolean(3)) {
                    throw notPossible(address, "is not a table that stays");
                }
                var oid = result.getLong(1);
                return new TargetTable(
                        address,
                        oid,
                        incarnation(session, oid),
                        result.getBoolean(4),
                        session.getMetaData().getDatabaseMajorVersion());
            }
        }
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
