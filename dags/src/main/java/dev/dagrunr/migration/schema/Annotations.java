package dev.dagrunr.migration.schema;

import dev.dagrunr.migration.schema.ObjectLinks.RowId;
import dev.dagrunr.migration.schema.SchemaObject.Phase;
import dev.dagrunr.migration.schema.SchemaObject.Repeat;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** What is said about objects rather than being part of them: comments, owners, grants, default privileges. */
final class Annotations {
    private static final String COMMENTS = """
            with object(classid, oid) as (
                select x.catalog::regclass::oid, x.oid from unnest(?, cast(? as oid[])) as x(catalog, oid)),
            described as (
                select d.classoid, d.objoid, d.objsubid, d.description
                from pg_description d
                join object o on o.classid = d.classoid and o.oid = d.objoid
                where d.classoid <> 'pg_class'::regclass
                    or (select relkind from pg_class where pg_class.oid = d.objoid) in ('v', 'm')
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
                join pg_class v on o.classid = 'pg_class'::regclass and v.oid = o.oid and v.relkind = 'm'
                join pg_index i on i.indrelid = v.oid
                join pg_description d on d.classoid = 'pg_class'::regclass and d.objoid = i.indexrelid)
            select distinct 'comment on ' || i.type as type, i.identity, null as role, array[format(
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
            cross join lateral pg_identify_object(d.classoid, d.objoid, d.objsubid) i
            order by 1, 2
            """;
    private static final String OWNERS = """
            select distinct 'owner of ' || i.type as type, i.identity, pg_get_userbyid(o.owner) as role,
                array[format('ALTER %s %s OWNER TO %I', :word, :identity, pg_get_userbyid(o.owner))] as statements
            from :owned o
            cross join lateral pg_identify_object(o.classid, o.oid, 0) i
            where o.owner <> 0
            order by 1, 2
            """;
    private static final String GRANTS = """
            with owned as (
                select o.classid, o.oid, o.owner, o.acl, o.kind, 0 as subid from :owned o where o.acl is not null
                union all
                select o.classid, o.oid, o.owner, a.attacl, 'c'::"char", a.attnum::int
                from :owned o join pg_attribute a on o.classid = 'pg_class'::regclass and a.attrelid = o.oid
                where a.attacl is not null and not a.attisdropped),
            change as (
                select o.classid, o.oid, o.subid, o.kind, 1 as step, b.grantee, b.privilege_type, false as is_grantable
                from owned o
                cross join lateral aclexplode(acldefault(o.kind, o.owner)) b
                where o.kind <> 'n' and not exists (
                    select from aclexplode(o.acl) w
                    where w.grantee = b.grantee and w.privilege_type = b.privilege_type)
                union all
                select o.classid, o.oid, o.subid, o.kind, 1, g.grantee, 'ALL', false
                from owned o cross join (select 0::oid as grantee) g
                where o.kind = 'n'
                union all
                select o.classid, o.oid, o.subid, o.kind, 2, w.grantee, w.privilege_type, w.is_grantable
                from owned o
                cross join lateral aclexplode(o.acl) w
                where o.kind = 'n' or not exists (
                    select from aclexplode(acldefault(o.kind, o.owner)) b
                    where b.grantee = w.grantee and b.privilege_type = w.privilege_type
                        and b.is_grantable = w.is_grantable))
            select 'grants on ' || i.type as type, i.identity,
                case when c.grantee <> 0 then pg_get_userbyid(c.grantee) end as role,
                array_agg(format('%s ON %s %s %s%s',
                    case c.step when 1 then 'REVOKE ' else 'GRANT ' end || c.privileges,
                    case when i.type in ('table', 'view', 'materialized view', 'foreign table') or c.subid > 0
                            then 'TABLE'
                        when i.type in ('aggregate', 'function') then 'FUNCTION'
                        when i.type = 'server' then 'FOREIGN SERVER' else :word end,
                    case when c.subid > 0 then t.identity else replace(:identity, '(*)', '()') end,
                    case c.step when 1 then 'FROM ' else 'TO ' end
                        || case c.grantee when 0 then 'PUBLIC' else quote_ident(pg_get_userbyid(c.grantee)) end,
                    case when c.is_grantable then ' WITH GRANT OPTION' else '' end) order by c.step) as statements
            from (
                select classid, oid, subid, kind, step, grantee, is_grantable, string_agg(
                    privilege_type || case when subid > 0 then (
                        select format(' (%I)', attname) from pg_attribute
                        where attrelid = change.oid and attnum = change.subid) else '' end,
                    ', ' order by privilege_type) as privileges
                from change
                group by classid, oid, subid, kind, step, grantee, is_grantable) c
            cross join lateral pg_identify_object(c.classid, c.oid, c.subid) i
            cross join lateral pg_identify_object(c.classid, c.oid, 0) t
            group by i.type, i.identity, c.grantee
            order by 1, 2, 3
            """;
    // A sequence that belongs to a column has its table's owner.
    private static final String OWNED = """
            (
                select x.*
                from (
                    select 'pg_class'::regclass::oid as classid, c.oid, case when c.relkind = 'S' and exists (
                            select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid
                                and d.refclassid = 'pg_class'::regclass and d.deptype in ('a', 'i'))
                        then 0 else c.relowner end as owner, c.relacl as acl,
                        case c.relkind when 'S' then 's' else 'r' end::"char" as kind, c.relnamespace as namespace
                    from pg_class c where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
                    union all
                    select 'pg_proc'::regclass, oid, proowner, proacl, 'f', 0 from pg_proc
                    union all
                    select 'pg_type'::regclass, oid, typowner, typacl, 'T', 0 from pg_type
                    union all
                    select 'pg_namespace'::regclass, oid, nspowner, nspacl, 'n', 0 from pg_namespace
                    union all
                    select 'pg_operator'::regclass, oid, oprowner, null, 'r', 0 from pg_operator where oprcode <> 0
                    union all
                    select 'pg_opclass'::regclass, oid, opcowner, null, 'r', 0 from pg_opclass
                    union all
                    select 'pg_opfamily'::regclass, oid, opfowner, null, 'r', 0 from pg_opfamily
                    union all
                    select 'pg_collation'::regclass, oid, collowner, null, 'r', 0 from pg_collation
                    union all
                    select 'pg_conversion'::regclass, oid, conowner, null, 'r', 0 from pg_conversion
                    union all
                    select 'pg_ts_dict'::regclass, oid, dictowner, null, 'r', 0 from pg_ts_dict
                    union all
                    select 'pg_ts_config'::regclass, oid, cfgowner, null, 'r', 0 from pg_ts_config
                    union all
                    select 'pg_foreign_data_wrapper'::regclass, oid, fdwowner, fdwacl, 'F', 0
                    from pg_foreign_data_wrapper
                    union all
                    select 'pg_foreign_server'::regclass, oid, srvowner, srvacl, 'S', 0 from pg_foreign_server
                    union all
                    select 'pg_language'::regclass, oid, lanowner, lanacl, 'l', 0 from pg_language
                    union all
                    select 'pg_statistic_ext'::regclass, oid, stxowner, null, 'r', 0 from pg_statistic_ext
                    union all
                    select 'pg_publication'::regclass, oid, pubowner, null, 'r', 0 from pg_publication
                    union all
                    select 'pg_event_trigger'::regclass, oid, evtowner, null, 'r', 0 from pg_event_trigger) x
                where (x.classid, x.oid) in (
                        select o.catalog::regclass::oid, o.oid from unnest(?, cast(? as oid[])) as o(catalog, oid)))""";
    private static final String DEFAULT_PRIVILEGES = """
            with wanted as (
                select d.oid, d.defaclrole, d.defaclobjtype, n.nspname, d.defaclacl,
                    case when d.defaclnamespace = 0
                        then acldefault(case d.defaclobjtype when 'S' then 's' else d.defaclobjtype end::"char",
                            d.defaclrole) end as base
                from pg_default_acl d
                left join pg_namespace n on n.oid = d.defaclnamespace
                where case when d.defaclnamespace = 0 then ? else n.nspname = any (?) end),
            change as (
                select w.oid, 1 as step, b.grantee, b.privilege_type, false as is_grantable
                from wanted w cross join lateral aclexplode(w.base) b
                where not exists (
                    select from aclexplode(w.defaclacl) a
                    where a.grantee = b.grantee and a.privilege_type = b.privilege_type)
                union all
                select w.oid, 2, a.grantee, a.privilege_type, a.is_grantable
                from wanted w cross join lateral aclexplode(w.defaclacl) a
                where not exists (
                    select from aclexplode(w.base) b
                    where a.grantee = b.grantee and a.privilege_type = b.privilege_type
                        and a.is_grantable = b.is_grantable))
            select 'default privileges' as type, format('of %s%s', pg_get_userbyid(w.defaclrole),
                    coalesce(' in ' || w.nspname, '')) as identity,
                pg_get_userbyid(w.defaclrole) as role,
                array_agg(format('ALTER DEFAULT PRIVILEGES FOR ROLE %I%s %s ON %s %s%s', pg_get_userbyid(w.defaclrole),
                    ' IN SCHEMA ' || quote_ident(w.nspname),
                    case c.step when 1 then 'REVOKE ' else 'GRANT ' end || c.privilege_type,
                    case w.defaclobjtype when 'r' then 'TABLES' when 'S' then 'SEQUENCES' when 'f' then 'FUNCTIONS'
                        when 'T' then 'TYPES' when 'n' then 'SCHEMAS' else 'LARGE OBJECTS' end,
                    case c.step when 1 then 'FROM ' else 'TO ' end
                        || case c.grantee when 0 then 'PUBLIC' else quote_ident(pg_get_userbyid(c.grantee)) end,
                    case when c.is_grantable then ' WITH GRANT OPTION' else '' end)
                    order by c.step, c.grantee, c.privilege_type) as statements
            from wanted w join change c on c.oid = w.oid
            group by w.oid, w.defaclrole, w.nspname
            order by 2
            """;

    private Annotations() {}

    static List<SchemaObject> read(
            CatalogSession catalog,
            List<String> schemas,
            boolean database,
            Collection<RowId> rows,
            Collection<Long> sequences)
            throws SQLException {
        var all = new ArrayList<RowId>(rows);
        sequences.forEach(sequence -> all.add(new RowId("pg_class", sequence)));
        var catalogs = catalog.names(all.stream().map(RowId::catalog).toList());
        var oids = CatalogSession.oids(all.stream().map(RowId::oid).toList());
        var found = new ArrayList<SchemaObject>();
        found.addAll(read(catalog, COMMENTS, Repeat.SETS, catalogs, oids));
        found.addAll(read(catalog, OWNERS, Repeat.OWNS, catalogs, oids));
        found.addAll(read(catalog, GRANTS, Repeat.GRANTS, catalogs, oids, catalogs, oids));
        found.addAll(read(catalog, DEFAULT_PRIVILEGES, Repeat.GRANTS, database, catalog.names(schemas)));
        return found;
    }

    private static List<SchemaObject> read(CatalogSession catalog, String sql, Repeat repeat, Object... parameters)
            throws SQLException {
        return catalog.list(
                sql.replace(":owned", OWNED)
                        .replace(":word", WORD)
                        .replace(":identity", IDENTITY)
                        .replace(":number", sql.equals(COMMENTS) ? "d.objoid" : sql.equals(GRANTS) ? "c.oid" : "o.oid"),
                row -> new SchemaObject(
                        row.getString("type"),
                        row.getString("identity"),
                        Phase.LATE,
                        repeat,
                        CatalogSession.texts(row, "statements"),
                        null,
                        row.getString("role")),
                parameters);
    }

    private static final String WORD = """
            case i.type when 'statistics object' then 'STATISTICS' when 'foreign-data wrapper' then 'FOREIGN DATA WRAPPER'
                when 'composite type' then 'TYPE' else upper(i.type) end""";
    private static final String IDENTITY = """
            coalesce(
                (select format('%I.%I(%s)', pn.nspname, p.proname, case
                    when p.prokind = 'a' and p.pronargs = 0 then '*' else pg_get_function_identity_arguments(p.oid) end)
                 from pg_proc p join pg_namespace pn on pn.oid = p.pronamespace
                 where i.type in ('function', 'procedure', 'aggregate') and p.oid = :number), i.identity)""";
}
