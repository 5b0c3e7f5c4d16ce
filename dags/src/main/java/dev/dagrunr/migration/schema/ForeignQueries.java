package dev.dagrunr.migration.schema;

/** What leads to other servers: foreign-data wrappers, their servers, and the tables that live there. */
final class ForeignQueries {
    private static final String OPTIONS = """
            coalesce(' OPTIONS (' || (
                    select string_agg(format('%I %L', option_name, option_value), ', ')
                    from pg_options_to_table(:options)) || ')', '')""";

    static final ObjectQuery WRAPPERS = ObjectQuery.ofDatabase(
            "pg_foreign_data_wrapper", """
            select f.oid, array[format('CREATE FOREIGN DATA WRAPPER %I%s%s', f.fdwname,
                coalesce(' HANDLER ' || nullif(f.fdwhandler, 0)::regproc::text, ''),
                coalesce(' VALIDATOR ' || nullif(f.fdwvalidator, 0)::regproc::text, '')) || :options] as statements
            from pg_foreign_data_wrapper f
            where cast(? as text[]) is not null
            """.replace(":options", OPTIONS.replace(":options", "f.fdwoptions")));

    static final ObjectQuery SERVERS = ObjectQuery.ofDatabase(
            "pg_foreign_server", """
            select s.oid, array[format('CREATE SERVER %I%s%s FOREIGN DATA WRAPPER %I', s.srvname,
                coalesce(' TYPE ' || quote_literal(s.srvtype), ''),
                coalesce(' VERSION ' || quote_literal(s.srvversion), ''), f.fdwname) || :options] as statements
            from pg_foreign_server s
            join pg_foreign_data_wrapper f on f.oid = s.srvfdw
            where cast(? as text[]) is not null
            """.replace(":options", OPTIONS.replace(":options", "s.srvoptions")));

    // A partition is made apart and attached, with all its columns; a child of another parent has the parent's.
    static final ObjectQuery TABLES =
            ObjectQuery.ofDatabase("pg_class", """
            select c.oid, array[format('CREATE FOREIGN TABLE %I.%I (%s)%s SERVER %I%s', n.nspname, c.relname, (
                    select string_agg(format('%I %s', a.attname, format_type(a.atttypid, a.atttypmod))
                        || coalesce(' OPTIONS (' || (
                            select string_agg(format('%I %L', option_name, option_value), ', ')
                            from pg_options_to_table(a.attfdwoptions)) || ')', '')
                        || coalesce((
                            select format(' COLLATE %I.%I', cn.nspname, co.collname)
                            from pg_collation co
                            join pg_namespace cn on cn.oid = co.collnamespace
                            join pg_type t on t.oid = a.atttypid
                            where co.oid = a.attcollation and a.attcollation <> t.typcollation), '')
                        || coalesce((
                            select case a.attgenerated when '' then ' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid)
                                else format(' GENERATED ALWAYS AS (%s) %s', pg_get_expr(d.adbin, d.adrelid),
                                    case a.attgenerated when 's' then 'STORED' else 'VIRTUAL' end) end
                            from pg_attrdef d where d.adrelid = a.attrelid and d.adnum = a.attnum), '')
                        || coalesce((
                            select format(' CONSTRAINT %I', k.conname)
                            from pg_constraint k
                            where k.conrelid = a.attrelid and k.contype = 'n' and k.conkey = array[a.attnum]), '')
                        || case when a.attnotnull then ' NOT NULL' else '' end, ', ' order by a.attnum)
                    from pg_attribute a
                    where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
                        and (a.attislocal or c.relispartition)),
                case when not c.relispartition then ' INHERITS (' || (
                    select string_agg(format('%I.%I', pn.nspname, p.relname), ', ' order by i.inhseqno)
                    from pg_inherits i
                    join pg_class p on p.oid = i.inhparent
                    join pg_namespace pn on pn.oid = p.relnamespace
                    where i.inhrelid = c.oid) || ')' end,
                s.srvname, :options)] || array(
                select format('ALTER FOREIGN TABLE %I.%I ALTER COLUMN %I %s', n.nspname, c.relname, a.attname, change.text)
                from pg_attribute a
                join pg_type t on t.oid = a.atttypid
                cross join lateral (
                    select 'SET STORAGE ' || case a.attstorage when 'p' then 'PLAIN' when 'e' then 'EXTERNAL'
                        when 'm' then 'MAIN' else 'EXTENDED' end as text
                    where a.attstorage <> t.typstorage
                    union all
                    select 'SET STATISTICS ' || a.attstattarget where a.attstattarget >= 0
                    union all
                    select 'SET (' || string_agg(format('%I = %L', option_name, option_value), ', ') || ')'
                    from pg_options_to_table(a.attoptions)
                    where option_name <> 'pg_attver'
                    having count(*) > 0) change
                where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
                order by a.attnum) || array(
                select format('ALTER FOREIGN TABLE %I.%I ADD CONSTRAINT %I %s', n.nspname, c.relname, k.conname,
                    pg_get_constraintdef(k.oid))
                from pg_constraint k
                where k.conrelid = c.oid and k.contype = 'c' and (k.conislocal or c.relispartition)
                order by k.conname) || array(
                select format('ALTER TABLE ONLY %I.%I ATTACH PARTITION %I.%I %s', pn.nspname, p.relname, n.nspname,
                    c.relname, pg_get_expr(c.relpartbound, c.oid))
                from pg_inherits i
                join pg_class p on p.oid = i.inhparent
                join pg_namespace pn on pn.oid = p.relnamespace
                where i.inhrelid = c.oid and c.relispartition) as statements
            from pg_class c
            join pg_namespace n on n.oid = c.relnamespace
            join pg_foreign_table f on f.ftrelid = c.oid
            join pg_foreign_server s on s.oid = f.ftserver
            where n.nspname = any (?)
            """.replace(":options", OPTIONS.replace(":options", "f.ftoptions")));

    /** Without options that are secrets: {@link Uncarried} names them. */
    static final String USER_MAPPINGS = """
            select 'user mapping' as type, format('%I on server %I', m.usename, m.srvname) as identity,
                array_remove(array[case when m.umuser <> 0 then m.usename end], null)::text[] as roles,
                '{}'::text[] as actors, array[format('CREATE USER MAPPING FOR %s SERVER %I',
                    case m.umuser when 0 then 'PUBLIC' else quote_ident(m.usename) end, m.srvname)
                    || coalesce(' OPTIONS (' || (
                        select string_agg(format('%I %L', option_name, option_value), ', ')
                        from pg_options_to_table(m.umoptions)
                        where option_name !~* :secret) || ')', '')] as statements
            from pg_user_mappings m
            order by 1, 2
            """.replace(":secret", Uncarried.SECRET);

    private ForeignQueries() {}
}
