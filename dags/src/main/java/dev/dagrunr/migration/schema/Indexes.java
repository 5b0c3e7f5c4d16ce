package dev.dagrunr.migration.schema;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The rows of {@code pg_index} of the tables. */
final class Indexes {
    private static final String SQL = """
            select i.indrelid, i.indexrelid, c.relname, pg_get_indexdef(i.indexrelid) as definition, am.amname,
                i.indisunique, coalesce(pg_relation_size(c.oid), 0) as bytes, i.indisclustered, i.indisreplident,
                i.indisvalid or c.relkind = 'I' as indisvalid, pn.nspname as parent_schema,
                p.relname as parent_name, description.description as comment,
                exists (
                    select from pg_constraint k
                    where k.conrelid = i.indrelid and k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x')
                ) as backs_constraint
            from pg_index i
            join pg_class c on c.oid = i.indexrelid
            join pg_am am on am.oid = c.relam
            left join pg_inherits h on h.inhrelid = i.indexrelid
            left join pg_class p on p.oid = h.inhparent
            left join pg_namespace pn on pn.oid = p.relnamespace
            left join pg_description description
                on description.objoid = c.oid and description.classoid = 'pg_class'::regclass and description.objsubid = 0
            where i.indrelid in (select unnest(cast(? as oid[])))
            order by i.indrelid, c.relname
            """;

    private final Map<Long, List<Found>> byTable;
    private final Map<Long, Index> byOid;

    private Indexes(List<Found> indexes) {
        byTable = indexes.stream().collect(Collectors.groupingBy(Found::table));
        byOid = indexes.stream().collect(Collectors.toMap(Found::oid, Found::index));
    }

    static Indexes read(CatalogSession catalog, List<Long> tables) throws SQLException {
        return new Indexes(catalog.list(SQL, Indexes::found, CatalogSession.oids(tables)));
    }

    /** The valid indexes of a table that back no constraint. */
    List<Index> standalone(long table) {
        return those(table, found -> found.valid && !found.backsConstraint).toList();
    }

    /** What a failed CREATE INDEX CONCURRENTLY left behind: pg_dump ignores it too. */
    List<Index> invalid(long table) {
        return those(table, found -> !found.valid).toList();
    }

    Index byOid(long oid) {
        var index = byOid.get(oid);
        if (index == null) {
            throw new IllegalStateException("Index " + oid + " backs a constraint but is not in the snapshot");
        }
        return index;
    }

    @Nullable String clustered(long table) {
        return those(table, Found::clustered).map(Index::name).findFirst().orElse(null);
    }

    @Nullable String replicaIdentity(long table) {
        return those(table, Found::replicaIdentity).map(Index::name).findFirst().orElse(null);
    }

    private Stream<Index> those(long table, Predicate<Found> wanted) {
        return byTable.getOrDefault(table, List.of()).stream().filter(wanted).map(Found::index);
    }

    private static Found found(ResultSet row) throws SQLException {
        return new Found(
                row.getLong("indrelid"),
                row.getLong("indexrelid"),
                new Index(
                        row.getString("relname"),
                        row.getString("definition"),
                        row.getString("amname"),
                        row.getBoolean("indisunique"),
                        row.getLong("bytes"),
                        row.getString("parent_name") == null
                                ? null
                                : new ObjectName(row.getString("parent_schema"), row.getString("parent_name")),
                        row.getString("comment")),
                row.getBoolean("indisvalid"),
                row.getBoolean("backs_constraint"),
                row.getBoolean("indisclustered"),
                row.getBoolean("indisreplident"));
    }

    private record Found(
            long table,
            long oid,
            Index index,
            boolean valid,
            boolean backsConstraint,
            boolean clustered,
            boolean replicaIdentity) {}
}
