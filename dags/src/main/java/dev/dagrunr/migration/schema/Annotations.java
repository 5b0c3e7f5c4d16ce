package dev.dagrunr.migration.schema;

import dev.dagrunr.migration.schema.ObjectLinks.RowId;
import dev.dagrunr.migration.schema.SchemaObject.Phase;
import dev.dagrunr.migration.schema.SchemaObject.Repeat;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** What is said about objects rather than being part of them: comments, owners, grants, default privileges, mappings. */
final class Annotations {
    private static final String COMMENTS = """
            with object(classid, oid) as (
                select x.catalog::regclass::oid, x.oid from unnest(?, cast(? as oid[])) as x(catalog, oid)),
            described as (
                select d.classoid, d.objoid, d.objsubid, d.description
                from pg_description d
                join object o on o.classid = d.classoid and o.oid = d.objoid
                where d.classoid <> 'pg_class'::regclass
                    or (select relkind from pg_class where pg_class.oid = d.objoid) in ('v', 'm', 'f')
                union all
                select d.classoid, d.objoid, d.objsubid, d.description
                from object o
                join pg_type t on o.classid = 'pg_type'::regclass and t.oid = o.oid and t.typtype = 'c'
                join pg_description d on d.classoid = 'pg_class'::regclass and d.objoid = t.typrelid and d.objsubid > 0
                union all
                select d.classoid, d.objoid, d.objsubid, d.description
                from object o
                join pg_constraint k on o.classid = 'pg_type'::regclass and k.contypid = o.oid
                join pg_description d on d.classoid = 'pg_constraint'::regclass and d.objoid = k.oid
                union all
                select d.classoid, d.objoid, d.objsubid, d.description
                from object o
                join pg_class f on o.classid = 'pg_class'::regclass and f.oid = o.oid and f.relkind = 'f'
                join pg_constraint k on k.conrelid = f.oid
                join pg_description d on d.classoid = 'pg_constraint'::regclass and d.objoid = k.oid
                union all
                select d.classoid, d.objoid, d.objsubid, d.description
                from object o
                join pg_class v on o.classid = 'pg_class'::regclass and v.oid = o.oid and v.relkind = 'm'
                join pg_index i on i.indrelid = v.oid
                join pg_description d on d.classoid = 'pg_class'::regclass and d.objoid = i.indexrelid
                union all
                select d.classoid, d.objoid, d.objsubid, d.description
                from pg_extension e
                join pg_description d on ? and d.classoid = 'pg_extension'::regclass and d.objoid = e.oid
                left join pg_available_extensions a on a.name = e.extname
                where d.description is distinct from a.comment)
            select distinct 'comment on ' || i.type as type, i.identity, '{}'::text[] as roles, '{}'::text[] as actors, array[format(
                'COMMENT ON %s IS %L', case
                    when i.type like '% column' then 'COLUMN ' || i.identity
                    when i.type = 'domain constraint' then (
                        select format('CONSTRAINT %I ON DOMAIN %I.%I', k.conname, n.nspname, t.typname)
                        from pg_constraint k join pg_type t on t.oid = k.contypid
                        join pg_namespace n on n.oid = t.typnamespace
                        where k.oid = d.objoid)
                    else :word || ' ' || :identity end,
                d.description)] as statements
            from described d
            cross join lateral pg_identify_object(d.classoid, d.objoid, d.objsubid) called
            cross join lateral (select :type as type, called.identity) i
            order by 1, 2
            """;
    private static final String OWNERS = """
            select distinct 'owner of ' || i.type as type, i.identity, '{}'::text[] as roles,
                array[pg_get_userbyid(o.owner)]::text[] as actors, array[format('ALTER %s %s OWNER TO %I', :word, :identity, pg_get_userbyid(o.owner))] as statements
            from :objects o
            cross join lateral pg_identify_object(o.classid, o.oid, 0) called
            cross join lateral (select :type as type, called.identity) i
            where not o.follows_owner and (o.classid, o.oid) in (
                select x.catalog::regclass::oid, x.oid from unnest(?, cast(? as oid[])) as x(catalog, oid))
            order by 1, 2
            """;
    private static final String LABELS = """
            select distinct 'security label on ' || i.type as type, l.provider || ' ' || i.identity as identity,
                '{}'::text[] as roles, '{}'::text[] as actors, array[format('SECURITY LABEL FOR %I ON %s IS %L', l.provider,
                    case when i.type like '% column' then 'COLUMN ' || i.identity else :word || ' ' || :identity end,
                    l.label)] as statements
            from pg_seclabel l
            cross join lateral pg_identify_object(l.classoid, l.objoid, l.objsubid) called
            cross join lateral (select :type as type, called.identity) i
            where (l.classoid, l.objoid) in (
                select x.catalog::regclass::oid, x.oid from unnest(?, cast(? as oid[])) as x(catalog, oid))
            order by 1, 2
            """;
    // A sequence that belongs to a column has its table's owner.
    private static final String OBJECTS = """
            (
                select 'pg_class'::regclass::oid as classid, c.oid, c.relowner as owner, c.relacl as acl,
                    case c.relkind when 'S' then 's' else 'r' end::"char" as kind, c.relkind = 'S' and exists (
                        select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid
                            and d.refclassid = 'pg_class'::regclass and d.deptype in ('a', 'i')) as follows_owner
                from pg_class c where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
                union all
                select 'pg_proc'::regclass, oid, proowner, proacl, 'f', false from pg_proc
                union all
                select 'pg_type'::regclass, oid, typowner, typacl, 'T', false from pg_type
                union all
                select 'pg_namespace'::regclass, oid, nspowner, nspacl, 'n', false from pg_namespace
                union all
                select 'pg_operator'::regclass, oid, oprowner, null, 'r', false from pg_operator where oprcode <> 0
                union all
                select 'pg_opclass'::regclass, oid, opcowner, null, 'r', false from pg_opclass
                union all
                select 'pg_opfamily'::regclass, oid, opfowner, null, 'r', false from pg_opfamily
                union all
                select 'pg_collation'::regclass, oid, collowner, null, 'r', false from pg_collation
                union all
                select 'pg_conversion'::regclass, oid, conowner, null, 'r', false from pg_conversion
                union all
                select 'pg_ts_dict'::regclass, oid, dictowner, null, 'r', false from pg_ts_dict
                union all
                select 'pg_ts_config'::regclass, oid, cfgowner, null, 'r', false from pg_ts_config
                union all
                select 'pg_foreign_data_wrapper'::regclass, oid, fdwowner, fdwacl, 'F', false
                from pg_foreign_data_wrapper
                union all
                select 'pg_foreign_server'::regclass, oid, srvowner, srvacl, 'S', false from pg_foreign_server
                union all
                select 'pg_language'::regclass, oid, lanowner, lanacl, 'l', false from pg_language
                union all
                select 'pg_statistic_ext'::regclass, oid, stxowner, null, 'r', false from pg_statistic_ext
                union all
                select 'pg_publication'::regclass, oid, pubowner, null, 'r', false from pg_publication
                union all
                select 'pg_event_trigger'::regclass, oid, evtowner, null, 'r', false from pg_event_trigger
                union all
                select 'pg_largeobject'::regclass, oid, lomowner, lomacl, 'L', false from pg_largeobject_metadata)""";
    private static final String WORD = """
            case i.type when 'statistics object' then 'STATISTICS' when 'foreign-data wrapper' then 'FOREIGN DATA WRAPPER'
                when 'composite type' then 'TYPE' when 'table constraint' then 'CONSTRAINT' else upper(i.type) end""";
    private static final String IDENTITY = """
            coalesce(
                (select format('%I.%I(%s)', pn.nspname, p.proname, case
                    when p.prokind = 'a' and p.pronargs = 0 then '*' else pg_get_function_identity_arguments(p.oid) end)
                 from pg_proc p join pg_namespace pn on pn.oid = p.pronamespace
                 where i.type in ('function', 'procedure', 'aggregate') and p.oid = :number), i.identity)""";

    private static final String TYPE_AS_TABLE = """
            case when called.type like 'materialized view%' and (select relispopulated from pg_class where oid = :number)
                then replace(called.type, 'materialized view', 'table') else called.type end""";

    private Annotations() {}

    /**
     * @param database whether what is said about objects of the server and of extensions is meant, too
     * @param views the materialized views among the rows that are read as tables; empty or all that have been filled
     */
    static List<SchemaObject> read(
            CatalogSession catalog,
            List<String> schemas,
            boolean database,
            Collection<RowId> rows,
            Collection<Long> sequences,
            Set<RowId> views)
            throws SQLException {
        var all = new ArrayList<RowId>(rows);
        sequences.forEach(sequence -> all.add(new RowId("pg_class", sequence)));
        var catalogs = catalogs(catalog, all);
        var oids = oids(all);
        // tables have their comments with them
        var apart = all.stream().filter(row -> !views.contains(row)).toList();
        var type = views.isEmpty() ? "called.type" : TYPE_AS_TABLE;
        var found = new ArrayList<SchemaObject>();
        if (database) {
            found.addAll(read(catalog, ForeignQueries.USER_MAPPINGS, Repeat.CREATES));
        }
        found.addAll(read(
                catalog,
                about(COMMENTS, type, "d.objoid"),
                Repeat.SETS,
                catalogs(catalog, apart),
                oids(apart),
                database));
        found.addAll(read(catalog, about(LABELS, type, "l.objoid"), Repeat.SETS, catalogs, oids));
        found.addAll(read(catalog, about(OWNERS, type, "o.oid"), Repeat.OWNS, catalogs, oids));
        found.addAll(read(catalog, about(GrantQueries.GRANTS, type, "c.oid"), Repeat.GRANTS, catalogs, oids, database));
        found.addAll(read(catalog, GrantQueries.DEFAULT_PRIVILEGES, Repeat.GRANTS, database, catalog.names(schemas)));
        return found;
    }

    private static Object catalogs(CatalogSession catalog, List<RowId> rows) throws SQLException {
        return catalog.names(rows.stream().map(RowId::catalog).toList());
    }

    private static String oids(List<RowId> rows) {
        return CatalogSession.oids(rows.stream().map(RowId::oid).toList());
    }

    /**
     * @param type how the query tells the type of an object
     * @param number what the query calls the number of an object
     */
    private static String about(String sql, String type, String number) {
        return sql.replace(":objects", OBJECTS)
                .replace(":type", type)
                .replace(":word", WORD)
                .replace(":identity", IDENTITY)
                .replace(":number", number);
    }

    private static List<SchemaObject> read(CatalogSession catalog, String sql, Repeat repeat, Object... parameters)
            throws SQLException {
        return catalog.list(
                sql,
                row -> new SchemaObject(
                        row.getString("type"),
                        row.getString("identity"),
                        Phase.LATE,
                        repeat,
                        CatalogSession.texts(row, "statements"),
                        null,
                        CatalogSession.texts(row, "roles"),
                        CatalogSession.texts(row, "actors")),
                parameters);
    }
}
