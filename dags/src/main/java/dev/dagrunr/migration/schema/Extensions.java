package dev.dagrunr.migration.schema;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;

/** What definitions use of extensions. */
final class Extensions {
    // A default operator class is not written into an index's definition; the dependency tells.
    private static final String SQL = """
            select e.extname, e.extversion, en.nspname as extension_schema, n.nspname, member.name,
                exists (
                    select from pg_depend u join pg_index i on i.indexrelid = u.objid
                    where u.refclassid = d.classid and u.refobjid = d.objid and u.classid = 'pg_class'::regclass
                        and i.indrelid in (select unnest(cast(? as oid[])))
                ) or exists (
                    select from pg_depend u
                    where u.refclassid = d.classid and u.refobjid = d.objid and u.objid in (select unnest(cast(? as oid[])))
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
            order by e.oid, n.nspname, member.name
            """;

    private static final String ALL = """
            select e.extname, e.extversion, n.nspname
            from pg_extension e
            join pg_namespace n on n.oid = e.extnamespace
            where e.oid >= 16384
            order by e.oid
            """;

    private Extensions() {}

    /**
     * @param references the qualified names in the definitions of the tables and types
     * @param objects the numbers of all other objects
     * @param database whether those that nothing uses are meant too
     */
    static List<ExtensionUse> read(
            CatalogSession catalog,
            List<Long> tables,
            Set<ObjectName> references,
            Collection<Long> objects,
            boolean database)
            throws SQLException {
        // In the order in which they were created, each comes after those that it requires.
        var used = new LinkedHashMap<String, ExtensionUse>();
        var all = catalog.list(
                ALL, row -> new ExtensionUse(row.getString(1), row.getString(2), row.getString(3), List.of()));
        all.forEach(extension -> used.put(extension.name(), extension));
        var needed = new HashSet<String>();
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
                        needed.add(use.name());
                        used.merge(use.name(), use, Extensions::joined);
                    }
                    return member;
                },
                CatalogSession.oids(tables),
                CatalogSession.oids(objects));
        return used.values().stream()
                .filter(extension -> database || needed.contains(extension.name()))
                .toList();
    }

    private static ExtensionUse joined(ExtensionUse left, ExtensionUse right) {
        var objects = new ArrayList<>(left.objects());
        right.objects().stream().filter(object -> !objects.contains(object)).forEach(objects::add);
        return new ExtensionUse(left.name(), left.version(), left.schema(), objects);
    }
}
