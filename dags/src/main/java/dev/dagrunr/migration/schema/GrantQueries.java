package dev.dagrunr.migration.schema;

/** Grants, told by what is different from the privileges that an object is created with. */
final class GrantQueries {
    // A schema is there already on some targets, with privileges that nobody knows: it is told whole. The server's own
    // objects, and those of extensions, were created with the privileges that pg_init_privs keeps. Who grants what
    // somebody granted to him comes after the owner. The server keeps grants in the order in which they were given.
    // Those in information_schema, which are other ones in each version, are left alone, as by pg_dump.
    static final String GRANTS = """
            with carried(classid, oid) as (
                select o.catalog::regclass::oid, o.oid from unnest(?, cast(? as oid[])) as o(catalog, oid)),
            everything as (
                select o.classid, o.oid, o.owner, o.acl, o.kind, 0 as subid from :objects o where o.acl is not null
                union all
                select 'pg_class'::regclass, c.oid, c.relowner, a.attacl, 'c'::"char", a.attnum::int
                from pg_attribute a join pg_class c on c.oid = a.attrelid
                where a.attacl is not null and not a.attisdropped),
            based as (
                select e.*, case when e.kind = 'n' and (i.initprivs is null or e.oid = 'public'::regnamespace) then null
                    else coalesce(i.initprivs, acldefault(e.kind, e.owner)) end as base
                from everything e
                left join pg_init_privs i on i.classoid = e.classid and i.objoid = e.oid and i.objsubid = e.subid),
            owned as (
                select b.*
                from based b
                where (b.classid, b.oid) in (select classid, oid from carried)
                    or ? and b.acl is distinct from b.base and (b.classid, b.oid) in (
                        select b.classid, b.oid
                        where b.oid < 16384 and coalesce(to_regnamespace('information_schema')::oid, 0) not in (
                            select b.oid where b.kind = 'n'
                            union all
                            select relnamespace from pg_class where b.classid = 'pg_class'::regclass and oid = b.oid
                            union all
                            select pronamespace from pg_proc where b.classid = 'pg_proc'::regclass and oid = b.oid
                            union all
                            select typnamespace from pg_type where b.classid = 'pg_type'::regclass and oid = b.oid)
                        union all
                        select d.classid, d.objid from pg_depend d
                        where d.deptype = 'e' and d.classid = b.classid and d.objid = b.oid)),
            change as (
                select o.classid, o.oid, o.subid, o.kind, 1 as step, o.owner as grantor, b.grantee, b.privilege_type,
                    false as is_grantable, 0::bigint as position
                from owned o
                cross join lateral aclexplode(o.base) b
                where not exists (
                    select from aclexplode(o.acl) w
                    where w.grantee = b.grantee and w.privilege_type = b.privilege_type)
                union all
                select o.classid, o.oid, o.subid, o.kind, 1, o.owner, 0::oid, 'ALL', false, 0
                from owned o
                where o.base is null
                union all
                select o.classid, o.oid, o.subid, o.kind, 2, w.grantor, w.grantee, w.privilege_type, w.is_grantable,
                    w.position
                from owned o
                cross join lateral aclexplode(o.acl) with ordinality
                    as w(grantor, grantee, privilege_type, is_grantable, position)
                where not exists (
                    select from aclexplode(o.base) b
                    where b.grantee = w.grantee and b.privilege_type = w.privilege_type
                        and b.is_grantable = w.is_grantable)),
            said as (
                select c.classid, c.oid, c.subid, c.kind, c.step, c.grantee, c.is_grantable,
                    case when c.grantor <> o.owner then c.grantor end as grantor,
                    string_agg(c.privilege_type || case when c.subid > 0 then (
                        select format(' (%I)', attname) from pg_attribute
                        where attrelid = c.oid and attnum = c.subid) else '' end, ', ' order by c.privilege_type)
                        as privileges, min(c.position) as position
                from change c
                join (select distinct classid, oid, subid, owner from owned) o
                    on o.classid = c.classid and o.oid = c.oid and o.subid = c.subid
                group by 1, 2, 3, 4, 5, 6, 7, 8)
            select 'grants on ' || i.type as type, i.identity, array_remove(
                    array[case when c.grantee <> 0 then pg_get_userbyid(c.grantee) end], null)::text[] as roles,
                array_remove(array[pg_get_userbyid(c.grantor)], null)::text[] as actors,
                array_remove(array['SET LOCAL ROLE ' || quote_ident(pg_get_userbyid(c.grantor))] || array_agg(
                    format('%s ON %s %s %s%s',
                        case c.step when 1 then 'REVOKE ' else 'GRANT ' end || c.privileges,
                        case when i.type in ('table', 'view', 'materialized view', 'foreign table') or c.subid > 0
                                then 'TABLE'
                            when i.type in ('aggregate', 'function') then 'FUNCTION'
                            when i.type = 'server' then 'FOREIGN SERVER' else :word end,
                        case when c.subid > 0 or i.type = 'aggregate' then replace(t.identity, '(*)', '()')
                            else :identity end,
                        case c.step when 1 then 'FROM ' else 'TO ' end
                            || case c.grantee when 0 then 'PUBLIC' else quote_ident(pg_get_userbyid(c.grantee)) end,
                        case when c.is_grantable then ' WITH GRANT OPTION' else '' end) order by c.step)
                    || array[case when c.grantor is not null then 'RESET ROLE' end], null) as statements
            from said c
            cross join lateral pg_identify_object(c.classid, c.oid, c.subid) called
            cross join lateral (select :type as type, called.identity) i
            cross join lateral pg_identify_object(c.classid, c.oid, 0) t
            group by i.type, i.identity, c.grantee, c.grantor
            order by c.grantor is not null, i.type, i.identity,
                coalesce(min(c.position) filter (where c.step = 2), 0), roles
            """;

    static final String DEFAULT_PRIVILEGES = """
            with wanted as (
                select d.oid, d.defaclrole, d.defaclobjtype, n.nspname, d.defaclacl,
                    case d.defaclobjtype when 'r' then 'TABLES' when 'S' then 'SEQUENCES' when 'f' then 'FUNCTIONS'
                        when 'T' then 'TYPES' when 'n' then 'SCHEMAS' else 'LARGE OBJECTS' end as objects,
                    case when d.defaclnamespace = 0
                        then acldefault(case d.defaclobjtype when 'S' then 's' else d.defaclobjtype end::"char",
                            d.defaclrole) end as base
                from pg_default_acl d
                left join pg_namespace n on n.oid = d.defaclnamespace
                where case when d.defaclnamespace = 0 then ? else n.nspname = any (?) end),
            change as (
                select w.oid, 1 as step, b.grantee, b.privilege_type, false as is_grantable, 0::bigint as position
                from wanted w cross join lateral aclexplode(w.base) b
                where not exists (
                    select from aclexplode(w.defaclacl) a
                    where a.grantee = b.grantee and a.privilege_type = b.privilege_type)
                union all
                select w.oid, 2, a.grantee, a.privilege_type, a.is_grantable, a.position
                from wanted w
                cross join lateral aclexplode(w.defaclacl) with ordinality
                    as a(grantor, grantee, privilege_type, is_grantable, position)
                where not exists (
                    select from aclexplode(w.base) b
                    where a.grantee = b.grantee and a.privilege_type = b.privilege_type
                        and a.is_grantable = b.is_grantable))
            select 'default privileges' as type, format('FOR ROLE %I%s ON %s TO %s', pg_get_userbyid(w.defaclrole),
                    ' IN SCHEMA ' || quote_ident(w.nspname), w.objects,
                    case c.grantee when 0 then 'PUBLIC' else quote_ident(pg_get_userbyid(c.grantee)) end) as identity,
                array_remove(array[case when c.grantee <> 0 then pg_get_userbyid(c.grantee) end], null)::text[] as roles,
                array[pg_get_userbyid(w.defaclrole)]::text[] as actors,
                array_agg(format('ALTER DEFAULT PRIVILEGES FOR ROLE %I%s %s ON %s %s%s', pg_get_userbyid(w.defaclrole),
                    ' IN SCHEMA ' || quote_ident(w.nspname),
                    case c.step when 1 then 'REVOKE ' else 'GRANT ' end || c.privilege_type,
                    w.objects, case c.step when 1 then 'FROM ' else 'TO ' end
                        || case c.grantee when 0 then 'PUBLIC' else quote_ident(pg_get_userbyid(c.grantee)) end,
                    case when c.is_grantable then ' WITH GRANT OPTION' else '' end)
                    order by c.step, c.privilege_type) as statements
            from wanted w join change c on c.oid = w.oid
            group by w.oid, w.defaclrole, w.defaclobjtype, w.objects, w.nspname, c.grantee
            order by pg_get_userbyid(w.defaclrole), w.nspname nulls first, w.defaclobjtype, min(c.position), identity
            """;

    private GrantQueries() {}
}
