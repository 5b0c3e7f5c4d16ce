package dev.dagrunr.migration.schema;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of {@code pg_class} that are tables of some kind. */
final class Relations {
    private static final String SQL = """
            select c.oid, n.nspname, c.relname, c.relkind, c.relpersistence, pg_get_partkeydef(c.oid) as partition_key,
                pg_get_expr(c.relpartbound, c.oid) as partition_bound, tn.nspname as type_schema,
                ty.typname as type_name,
                array(
                    select array[pn.nspname, p.relname] from pg_inherits i join pg_class p on p.oid = i.inhparent
                    join pg_namespace pn on pn.oid = p.relnamespace
                    where i.inhrelid = c.oid order by i.inhseqno)::text[] as parents,
                c.relreplident, am.amname, description.description as comment,
                coalesce(c.reloptions, '{}') || array(
                    select 'toast.' || option from unnest(toast.reloptions) with ordinality as o(option, position)
                    order by position) as options,
                (select extname from pg_depend d join pg_extension e on e.oid = d.refobjid
                 where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e'
                    and d.refclassid = 'pg_extension'::regclass) as extension,
                size.heap_bytes, coalesce(pg_table_size(c.oid), 0) as bytes,
                case
                    when size.heap_bytes = 0 then 0
                    when c.relpages > 0 and c.reltuples >= 0
                        then c.reltuples::float8 / c.relpages * size.heap_bytes / size.page_bytes
                    else size.heap_bytes / size.page_bytes * greatest(1, (size.page_bytes - 24) / width.row_bytes)
                end::bigint as estimated_rows
            from pg_class c
            join pg_namespace n on n.oid = c.relnamespace
            left join pg_type ty on ty.oid = c.reloftype
            left join pg_namespace tn on tn.oid = ty.typnamespace
            left join pg_am am on am.oid = c.relam
            left join pg_class toast on toast.oid = c.reltoastrelid
            left join pg_description description
                on description.objoid = c.oid and description.classoid = 'pg_class'::regclass and description.objsubid = 0
            cross join lateral (
                select case when c.relkind in ('r', 'm') then coalesce(pg_relation_size(c.oid), 0) else 0 end as heap_bytes,
                    current_setting('block_size')::bigint as page_bytes) size
            cross join lateral (
                select 28 + coalesce(sum(case when attlen > 0 then attlen else 32 end), 0) as row_bytes
                from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) width
            where n.nspname = any (?) and c.relpersistence <> 't'
                and (c.relkind in ('r', 'p', 'f') or ? and c.relkind = 'm' and c.relispopulated)
            order by n.nspname, c.relname
            """;

    private Relations() {}

    /** Of a selection that means these schemas; with the whole database, servers of foreign tables are migrated too. */
    static List<Relation> read(CatalogSession catalog, List<String> schemas, Selection selection) throws SQLException {
        return catalog.list(
                SQL,
                row -> relation(row, selection.isWholeDatabase()),
                catalog.names(schemas),
                selection.filledViewsAsTables());
    }

    private static Relation relation(ResultSet row, boolean database) throws SQLException {
        boolean foreign = row.getString("relkind").equals("f");
        return new Relation(
                row.getLong("oid"),
                new ObjectName(row.getString("nspname"), row.getString("relname")),
                row.getString("relpersistence").equals("u") ? Persistence.UNLOGGED : Persistence.PERMANENT,
                new TableSize(row.getLong("estimated_rows"), row.getLong("heap_bytes"), row.getLong("bytes")),
                new Kept(
                        row.getString("amname"),
                        CatalogSession.texts(row, "options"),
                        replicaIdentity(row.getString("relreplident"))),
                lineage(row),
                foreign,
                foreign && !database ? "is a foreign table, whose rows live on another server" : null,
                row.getString("extension"),
                row.getString("comment"));
    }

    private static TableStorage.ReplicaIdentity replicaIdentity(String code) {
        return switch (code) {
            case "f" -> TableStorage.ReplicaIdentity.FULL;
            case "n" -> TableStorage.ReplicaIdentity.NOTHING;
            case "i" -> TableStorage.ReplicaIdentity.INDEX;
            default -> TableStorage.ReplicaIdentity.DEFAULT;
        };
    }

    private static Lineage lineage(ResultSet row) throws SQLException {
        var parents = new ArrayList<ObjectName>();
        for (var parent : (Object[]) row.getArray("parents").getArray()) {
            var name = (String[]) parent;
            parents.add(new ObjectName(name[0], name[1]));
        }
        var type = row.getString("type_name");
        return new Lineage(
                parents,
                row.getString("partition_key"),
                row.getString("partition_bound"),
                type == null ? null : new ObjectName(row.getString("type_schema"), type));
    }

    /** A table without what other catalogs know of it; {@code obstacle} says why it cannot be migrated. */
    record Relation(
            long oid,
            ObjectName name,
            Persistence persistence,
            TableSize size,
            Kept kept,
            Lineage lineage,
            boolean foreign,
            @Nullable String obstacle,
            @Nullable String extension,
            @Nullable String comment) {}

    /** What {@code pg_class} itself knows of {@link TableStorage}; the access method is null for foreign tables. */
    record Kept(@Nullable String accessMethod, List<String> options, TableStorage.ReplicaIdentity replicaIdentity) {}
}
