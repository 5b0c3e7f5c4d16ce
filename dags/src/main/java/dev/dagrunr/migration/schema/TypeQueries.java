package dev.dagrunr.migration.schema;

/** Types and collations. A type whose functions are written for it comes in two steps: a shell, then the type. */
final class TypeQueries {
    static final ObjectQuery COLLATIONS = ObjectQuery.ofSchemas("pg_collation", """
            select c.oid, array[format('CREATE COLLATION %I.%I (provider = %s%s%s%s)', n.nspname, c.collname,
                case c.collprovider when 'i' then 'icu' when 'b' then 'builtin' when 'd' then '"default"' else 'libc' end,
                case when c.collisdeterministic then '' else ', deterministic = false' end,
                case when c.collprovider in ('i', 'b')
                    then format(', locale = %L', coalesce(
                        to_jsonb(c) ->> 'colllocale', to_jsonb(c) ->> 'colliculocale', c.collcollate))
                    when c.collcollate = c.collctype then format(', locale = %L', c.collcollate)
                    else format(', lc_collate = %L, lc_ctype = %L', c.collcollate, c.collctype) end,
                coalesce(', rules = ' || quote_literal(to_jsonb(c) ->> 'collicurules'), ''))] as statements
            from pg_collation c
            join pg_namespace n on n.oid = c.collnamespace
            where n.nspname = any (?)
            """);

    /** What takes the place of a base type, or of a range with a canonical function, until its functions are there. */
    static final ObjectQuery SHELLS = ObjectQuery.ofSchemas("pg_type", """
            select t.oid, array[format('CREATE TYPE %I.%I', n.nspname, t.typname)] as statements
            from pg_type t
            join pg_namespace n on n.oid = t.typnamespace
            left join pg_range r on r.rngtypid = t.oid
            where n.nspname = any (?)
                and (not t.typisdefined or t.typtype = 'b' and not (t.typelem <> 0 and t.typlen = -1 and t.typcategory = 'A')
                    or r.rngcanonical <> 0)
            """);

    static final ObjectQuery TYPES = ObjectQuery.ofSchemas("pg_type", """
            select t.oid, array[case
                when t.typtype = 'd' then format('CREATE DOMAIN %I.%I AS %s', n.nspname, t.typname,
                    format_type(t.typbasetype, t.typtypmod)
                    || coalesce((
                        select format(' COLLATE %I.%I', cn.nspname, co.collname)
                        from pg_collation co join pg_namespace cn on cn.oid = co.collnamespace
                        join pg_type bt on bt.oid = t.typbasetype
                        where co.oid = t.typcollation and t.typcollation <> bt.typcollation), '')
                    || coalesce(' DEFAULT ' || coalesce(pg_get_expr(t.typdefaultbin, 0), quote_literal(t.typdefault)), '')
                    || coalesce((
                        select format(' CONSTRAINT %I', k.conname) from pg_constraint k
                        where k.contypid = t.oid and k.contype = 'n'), '')
                    || case when t.typnotnull then ' NOT NULL' else '' end
                    || coalesce((
                        select string_agg(format(' CONSTRAINT %I %s', k.conname, pg_get_constraintdef(k.oid)), ''
                            order by k.conname)
                        from pg_constraint k where k.contypid = t.oid and k.contype = 'c' and k.convalidated), ''))
                when t.typtype = 'e' then format('CREATE TYPE %I.%I AS ENUM (%s)', n.nspname, t.typname, (
                    select string_agg(quote_literal(enumlabel), ', ' order by enumsortorder)
                    from pg_enum where enumtypid = t.oid))
                when t.typtype = 'c' then format('CREATE TYPE %I.%I AS (%s)', n.nspname, t.typname, (
                    select string_agg(format('%I %s%s', a.attname, format_type(a.atttypid, a.atttypmod), (
                            select format(' COLLATE %I.%I', cn.nspname, co.collname)
                            from pg_collation co join pg_namespace cn on cn.oid = co.collnamespace
                            join pg_type at on at.oid = a.atttypid
                            where co.oid = a.attcollation and a.attcollation <> at.typcollation)),
                        ', ' order by a.attnum)
                    from pg_attribute a
                    where a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped))
                when t.typtype = 'r' then format('CREATE TYPE %I.%I AS RANGE (%s)', n.nspname, t.typname, (
                    select concat_ws(', ', 'subtype = ' || format_type(r.rngsubtype, null), (
                            select format('subtype_opclass = %I.%I', opn.nspname, op.opcname)
                            from pg_opclass op join pg_namespace opn on opn.oid = op.opcnamespace
                            where op.oid = r.rngsubopc and not op.opcdefault), (
                            select format('collation = %I.%I', cn.nspname, co.collname)
                            from pg_collation co join pg_namespace cn on cn.oid = co.collnamespace
                            join pg_type st on st.oid = r.rngsubtype
                            where co.oid = r.rngcollation and co.oid <> st.typcollation),
                        'canonical = ' || nullif(r.rngcanonical, 0)::regproc::text,
                        'subtype_diff = ' || nullif(r.rngsubdiff, 0)::regproc::text, (
                            select format('multirange_type_name = %I.%I', mn.nspname, m.typname)
                            from pg_type m join pg_namespace mn on mn.oid = m.typnamespace
                            where m.oid = (to_jsonb(r) ->> 'rngmultitypid')::oid))
                    from pg_range r where r.rngtypid = t.oid))
                else format('CREATE TYPE %I.%I (%s)', n.nspname, t.typname, concat_ws(', ',
                    'INTERNALLENGTH = ' || case when t.typlen < 0 then 'VARIABLE' else t.typlen::text end,
                    'INPUT = ' || t.typinput::regproc::text, 'OUTPUT = ' || t.typoutput::regproc::text,
                    'RECEIVE = ' || nullif(t.typreceive::oid, 0)::regproc::text,
                    'SEND = ' || nullif(t.typsend::oid, 0)::regproc::text,
                    'TYPMOD_IN = ' || nullif(t.typmodin::oid, 0)::regproc::text,
                    'TYPMOD_OUT = ' || nullif(t.typmodout::oid, 0)::regproc::text,
                    'ANALYZE = ' || nullif(t.typanalyze::oid, 0)::regproc::text,
                    'SUBSCRIPT = ' || nullif(to_jsonb(t) ->> 'typsubscript', '-'),
                    case when t.typcollation <> 0 then 'COLLATABLE = true' end,
                    'DEFAULT = ' || quote_literal(t.typdefault),
                    'ELEMENT = ' || format_type(nullif(t.typelem, 0), null),
                    'CATEGORY = ' || quote_literal(t.typcategory::text),
                    case when t.typispreferred then 'PREFERRED = true' end,
                    'DELIMITER = ' || quote_literal(t.typdelim::text),
                    'ALIGNMENT = ' || case t.typalign
                        when 'c' then 'char' when 's' then 'int2' when 'd' then 'double' else 'int4' end,
                    'STORAGE = ' || case t.typstorage
                        when 'p' then 'plain' when 'e' then 'external' when 'x' then 'extended' else 'main' end,
                    case when t.typbyval then 'PASSEDBYVALUE' end))
                end] as statements
            from pg_type t
            join pg_namespace n on n.oid = t.typnamespace
            left join pg_class c on c.oid = t.typrelid
            where n.nspname = any (?) and t.typisdefined and t.typtype <> 'm' and coalesce(c.relkind, 'c') = 'c'
                and not (t.typtype = 'b' and t.typelem <> 0 and t.typlen = -1 and t.typcategory = 'A')
            """);

    /** Constraints of domains that were never validated. */
    static final ObjectQuery UNVALIDATED = ObjectQuery.ofSchemas("pg_constraint", """
            select k.oid, array[format('ALTER DOMAIN %I.%I ADD CONSTRAINT %I %s', n.nspname, t.typname, k.conname,
                pg_get_constraintdef(k.oid))] as statements
            from pg_constraint k
            join pg_type t on t.oid = k.contypid
            join pg_namespace n on n.oid = t.typnamespace
            where n.nspname = any (?) and k.contype = 'c' and not k.convalidated
            """);

    private TypeQueries() {}
}
