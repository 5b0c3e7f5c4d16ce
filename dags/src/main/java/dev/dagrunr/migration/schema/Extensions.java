package dev.dagrunr.migration.schema;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** What definitions use of extensions. */
final class Extensions {
    // A default operator class is not written into an index's definition; the dependency tells.
    private static final String SQL = """
            select e.extname, e.extversion, en.nspname as extension_schema, n.nspname, member.name,
                exists (
                    select from pg_depend u join pg_index i on i.indexrelid = u.objid
                    where u.refclassid = d.classid and u.refobjid = d.objid and u.classid = 'pg_class'::regclass
                        and i.indrelid = any (cast(? as oid[]))
                ) as indexes
            from pg_extension e
            join pg_namespace en on en.oid = e.extnamespace
            join pg_depend d
                on d.refclassid = 'pg_extension'::regclass and d.refobjid = e.oid and d.deptype = 'e'
            join (
                select 'pg_type'::regclass::oid as classid, oid, typnamespace as namespace, typname as name from pg_type
                union all
                select 'pg_proc'::regclass, oid, pronamespace, proname from pg_proc
                union all
                select 'pg_operator'::regclass, oid, oprnamespace, oprname from pg_operator
                union all
                select 'pg_opclass'::regclass, oid, opcnamespace, opcname from pg_opclass
                union all
                select 'pg_collation'::regclass, oid, collnamespace, collname from pg_collation
                union all
                select 'pg_class'::regclass, oid, relnamespace, relname from pg_class
                union all
                select 'pg_ts_config'::regclass, oid, cfgnamespace, cfgname from pg_ts_config
                union all
                select 'pg_ts_dict'::regclass, oid, dictnamespace, dictname from pg_ts_dict
            ) member on member.classid = d.classid and member.oid = d.objid
            join pg_namespace n on n.oid = member.namespace
            where n.nspname <> 'pg_catalog'
            order by e.extname, n.nspname, member.name
            """;

    private Extensions() {}

    /** @param references the qualified names in the definitions of the tables and types */
    static List<ExtensionUse> read(CatalogSession catalog, List<Long> tables, Set<ObjectName> references)
            throws SQLException {
        var used = new TreeMap<String, ExtensionUse>();
        catalog.list(
                SQL,
                row -> {
                    var member = new ObjectName(row.getString("nspname"), row.getString("name"));
                    if (row.getBoolean("indexes") || references.contains(member)) {
                        var use = new ExtensionUse(
                                row.getString("extname"),
                                row.getString("extversion"),
                                row.getString("extension_schema"),
                                List.of(member));
                        used.merge(use.name(), use, Extensions::joined);
                    }
                    return member;
                },
                CatalogSession.oids(tables));
        return List.copyOf(used.values());
    }

    private static ExtensionUse joined(ExtensionUse left, ExtensionUse right) {
        var objects = new ArrayList<>(left.objects());
        right.objects().stream().filter(object -> !objects.contains(object)).forEach(objects::add);
        return new ExtensionUse(left.name(), left.version(), left.schema(), objects);
    }
}
