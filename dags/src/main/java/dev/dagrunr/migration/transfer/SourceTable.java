package dev.dagrunr.migration.transfer;

import dev.dagrunr.migration.sql.Identifier;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the source's catalog says of the table to read. Immutable.
 *
 * @param file its file, which changes when the table is rewritten and rows get other places
 * @param blocks in the table's file when it was asked
 * @param order in which the rows can be divided
 */
record SourceTable(TableLoad load, long oid, String kind, String file, int serverMajor, long blocks, RowOrder order) {
    private static final int FIRST_WITH_TID_RANGE_SCANS = 14;

    static SourceTable read(Connection session, TableLoad load) throws SQLException {
        var sql = """
                select c.oid, c.relkind::text,
                       pg_relation_size(c.oid) / current_setting('block_size')::bigint,
                       coalesce(a.amname, '') = 'heap',
                       coalesce(pg_relation_filenode(c.oid)::text, '')
                  from pg_class c
                  join pg_namespace n on n.oid = c.relnamespace
                  left join pg_am a on a.oid = c.relam
                 where n.nspname = ? and c.relname = ?
                """;
        var address = load.source();
        try (var statement = session.prepareStatement(sql)) {
            statement.setString(1, address.schema());
            statement.setString(2, address.table());
            try (var result = statement.executeQuery()) {
                if (!result.next()) {
                    throw notPossible(address, "does not exist");
                }
                var kind = result.getString(2);
                if (!List.of("r", "p", "m").contains(kind)) {
                    throw notPossible(address, "is not a table; views and foreign tables hold no rows to move");
                }
                var oid = result.getLong(1);
                var major = session.getMetaData().getDatabaseMajorVersion();
                var placed = !kind.equals("p") && result.getBoolean(4) && major >= FIRST_WITH_TID_RANGE_SCANS;
                return new SourceTable(
                        load,
                        oid,
                        kind,
                        result.getString(5),
                        major,
                        result.getLong(3),
                        order(session, oid, load, placed));
            }
        }
    }

    /** All of them in their order; empty when the rows of one cannot be told apart by their place, or not so here. */
    static List<SourceTable> readPlaced(Connection session, List<TableLoad> loads) throws SQLException {
        var sql = """
                select c.oid, pg_relation_size(c.oid) / current_setting('block_size')::bigint,
                       coalesce(pg_relation_filenode(c.oid)::text, '')
                  from unnest(?::text[], ?::text[]) with ordinality as t(schema, name, place)
                  join pg_namespace n on n.nspname = t.schema
                  join pg_class c on c.relnamespace = n.oid and c.relname = t.name
                  join pg_am a on a.oid = c.relam
                 where c.relkind = 'r' and a.amname = 'heap'
                 order by t.place
                """;
        int major = session.getMetaData().getDatabaseMajorVersion();
        if (major < FIRST_WITH_TID_RANGE_SCANS
                || loads.stream().anyMatch(load -> !load.reading().strategy().byPlace())) {
            return List.of();
        }
        var found = new ArrayList<SourceTable>();
        try (var statement = session.prepareStatement(sql)) {
            statement.setArray(
                    1, texts(session, loads.stream().map(load -> load.source().schema())));
            statement.setArray(
                    2, texts(session, loads.stream().map(load -> load.source().table())));
            try (var result = statement.executeQuery()) {
                while (result.next() && found.size() < loads.size()) {
                    found.add(new SourceTable(
                            loads.get(found.size()),
                            result.getLong(1),
                            "r",
                            result.getString(3),
                            major,
                            result.getLong(2),
                            RowOrder.PHYSICAL));
                }
            }
        }
        return found.size() == loads.size() ? found : List.of();
    }

    private static Array texts(Connection session, Stream<String> texts) throws SQLException {
        return session.createArrayOf("text", texts.toArray());
    }

    /** For a from clause: a parent's children are tables of their own, a partitioned table is its partitions. */
    String from() {
        return (kind.equals("r") ? " from only " : " from ")
                + load.source().qualifiedName().quoted();
    }

    /** From and where: the wanted rows after one place and up to another; both ends may be open. */
    String rows(List<String> after, List<String> upTo) {
        var range = order.where(after, upTo);
        var wanted = load.reading().where();
        if (wanted == null) {
            return from() + range;
        }
        // The line break ends a comment that the condition may end with.
        return from() + (range.isEmpty() ? " where (" : range + " and (") + wanted + "\n)";
    }

    private static RowOrder order(Connection session, long oid, TableLoad load, boolean placed) throws SQLException {
        if (placed && load.reading().strategy().byPlace()) {
            return RowOrder.PHYSICAL;
        }
        var key = new ArrayList<KeyColumn>();
        for (var column : load.keyColumns()) {
            key.add(keyColumn(session, oid, load, column));
        }
        if (!key.isEmpty()
                && key.stream().noneMatch(column -> column.operatorSchema().isEmpty())) {
            return RowOrder.byKey(key);
        }
        return placed ? RowOrder.PHYSICAL : RowOrder.NONE;
    }

    /**
     * A type of the catalog is compared by the catalog's operators. A type of an extension has to have a default order of
     * its own: an operator found by way of a cast could sort otherwise than the index does, and lose rows.
     */
    private static KeyColumn keyColumn(Connection session, long oid, TableLoad load, String column)
            throws SQLException {
        var sql = """
                with recursive base as (
                    select t.oid, t.typtype, t.typbasetype, t.typnamespace, a.atttypid, a.atttypmod
                      from pg_attribute a
                      join pg_type t on t.oid = a.atttypid
                     where a.attrelid = ? and a.attname = ? and not a.attisdropped
                    union all
                    select t.oid, t.typtype, t.typbasetype, t.typnamespace, b.atttypid, b.atttypmod
                      from base b
                      join pg_type t on t.oid = b.typbasetype
                     where b.typtype = 'd')
                select format_type(b.atttypid, b.atttypmod),
                       case when b.typtype <> 'b' or b.typnamespace = 'pg_catalog'::regnamespace then 'pg_catalog'
                            when tt.typcategory = 'A' then 'pg_catalog'
                            else (select n.nspname
                                    from pg_opclass oc
                                    join pg_am am on am.oid = oc.opcmethod and am.amname = 'btree'
                                    join pg_amop ao on ao.amopfamily = oc.opcfamily and ao.amopstrategy = 5
                                     and ao.amoplefttype = b.oid and ao.amoprighttype = b.oid
                                    join pg_operator o on o.oid = ao.amopopr and o.oprname = '>'
                                    join pg_namespace n on n.oid = o.oprnamespace
                                   where oc.opcintype = b.oid and oc.opcdefault)
                       end
                  from base b
                  join pg_type tt on tt.oid = b.oid
                 where b.typtype <> 'd'
                """;
        try (var statement = session.prepareStatement(sql)) {
            statement.setLong(1, oid);
            statement.setString(2, column);
            try (var result = statement.executeQuery()) {
                if (!result.next()) {
                    throw notPossible(load.source(), "has no column '" + column + "' of the key");
                }
                var operators = result.getString(2);
                return new KeyColumn(
                        new Identifier(column).quoted(), result.getString(1), operators == null ? "" : operators);
            }
        }
    }

    private static TransferException notPossible(TableAddress address, String why) {
        return new TransferException(
                TransferErrorCode.NOT_POSSIBLE,
                "Table " + address + " of connection '" + address.connectionId() + "' " + why + ".");
    }
}
