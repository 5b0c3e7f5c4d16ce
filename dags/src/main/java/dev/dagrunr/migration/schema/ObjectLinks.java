package dev.dagrunr.migration.schema;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code pg_depend}, told in terms of the objects that are created by a statement of their own. */
final class ObjectLinks {
    // The server keeps some objects under two numbers, and parts of objects under numbers of their own.
    private static final String OWNERS = """
            select 'pg_type' as catalog, t.oid, 'pg_class' as owner_catalog, t.typrelid as owner
            from pg_type t join pg_class c on c.oid = t.typrelid
            where t.oid >= 16384 and c.relkind <> 'c'
            union all
            select 'pg_class', t.typrelid, 'pg_type', t.oid
            from pg_type t join pg_class c on c.oid = t.typrelid
            where t.oid >= 16384 and c.relkind = 'c'
            union all
            select 'pg_type', oid, 'pg_type', typelem from pg_type
            where oid >= 16384 and typelem <> 0 and typlen = -1 and typcategory = 'A'
            union all
            select 'pg_type', (to_jsonb(r) ->> 'rngmultitypid')::oid, 'pg_type', rngtypid from pg_range r
            where rngtypid >= 16384 and to_jsonb(r) ? 'rngmultitypid'
            union all
            select 'pg_attrdef', oid, 'pg_class', adrelid from pg_attrdef
            union all
            select 'pg_constraint', oid, 'pg_type', contypid from pg_constraint where contypid <> 0
            union all
            select 'pg_constraint', oid, 'pg_class', conrelid from pg_constraint where conrelid <> 0 and contype <> 't'
            union all
            select 'pg_constraint', tgconstraint, 'pg_trigger', t.oid
            from pg_trigger t join pg_constraint k on k.oid = t.tgconstraint and k.contype = 't'
            union all
            select 'pg_rewrite', r.oid, 'pg_class', r.ev_class from pg_rewrite r join pg_class c on c.oid = r.ev_class
            where r.oid >= 16384 and r.rulename = '_RETURN' and c.relkind in ('v', 'm')
            union all
            select 'pg_class', indexrelid, 'pg_class', indrelid from pg_index where indexrelid >= 16384
            """.replace(" ? 'rngmultitypid'", " ->> 'rngmultitypid' is not null");
    private static final String DEPENDENCIES = """
            select classid::regclass::text as catalog, objid, refclassid::regclass::text as needed_catalog, refobjid,
                deptype
            from pg_depend
            where objid >= 16384
            """;

    private final Map<RowId, RowId> owners = new HashMap<>();
    private final List<Link> links = new ArrayList<>();
    private final Set<RowId> ofExtensions = new HashSet<>();
    private final Set<RowId> internal = new HashSet<>();

    private ObjectLinks() {}

    /** @param tables the numbers of the tables to migrate: one that is a materialized view needs nothing for its query */
    static ObjectLinks read(CatalogSession catalog, Set<Long> tables) throws SQLException {
        var links = new ObjectLinks();
        catalog.list(
                OWNERS,
                row -> links.owners.put(
                        new RowId(row.getString(1), row.getLong(2)), new RowId(row.getString(3), row.getLong(4))));
        catalog.list(DEPENDENCIES, row -> {
            var id = new RowId(row.getString(1), row.getLong(2));
            var needed = new RowId(row.getString(3), row.getLong(4));
            switch (row.getString(5)) {
                case "e" -> links.ofExtensions.add(id);
                case "i" -> links.internal.add(id);
                default -> {}
            }
            boolean ofQuery = id.catalog().equals("pg_rewrite")
                    && tables.contains(links.owner(id).oid());
            return !ofQuery && links.links.add(new Link(id, needed));
        });
        return links;
    }

    boolean ofExtension(RowId id) {
        return ofExtensions.contains(id);
    }

    /** Functions and casts that came with a type. */
    boolean internal(RowId id) {
        return internal.contains(id);
    }

    /** The object that a part belongs to; itself when it is no part. */
    RowId owner(RowId id) {
        var owner = id;
        for (var next = owners.get(owner); next != null; next = owners.get(owner)) {
            owner = next;
        }
        return owner;
    }

    List<Link> all() {
        return links;
    }

    /** A row of a catalog, or one of the steps in which it is created. */
    record RowId(String catalog, long oid) {}

    record Link(RowId object, RowId needed) {}
}
