package dev.dagrunr.migration.schema;

/** Views, and what hangs on views and tables: rules, triggers, policies, extended statistics. */
final class RelationQueries {
    static final ObjectQuery VIEWS = ObjectQuery.ofSchemas("pg_class", """
            select c.oid, array[format('CREATE VIEW %I.%I%s AS %s', n.nspname, c.relname,
                    ' WITH (' || (
                        select string_agg(format('%I = %L', option_name, option_value), ', ')
                        from pg_options_to_table(c.reloptions)) || ')',
                    rtrim(pg_get_viewdef(c.oid), ';'))] || array(
                select format('ALTER VIEW %I.%I ALTER COLUMN %I SET DEFAULT %s', n.nspname, c.relname, a.attname,
                    pg_get_expr(d.adbin, d.adrelid))
                from pg_attrdef d join pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum
                where d.adrelid = c.oid
                order by a.attnum) as statements
            from pg_class c
            join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = any (?) and c.relkind = 'v' and c.relpersistence <> 't'
            """);

    static final ObjectQuery MATERIALIZED_VIEWS = ObjectQuery.ofSchemas("pg_class", """
            select c.oid, array[format('CREATE MATERIALIZED VIEW %I.%I%s%s AS %s WITH NO DATA', n.nspname, c.relname,
                    ' USING ' || quote_ident(nullif(am.amname, 'heap')),
                    ' WITH (' || (
                        select string_agg(o.text, ', ' order by o.text) from (
                            select format('%I = %L', option_name, option_value) as text
                            from pg_options_to_table(c.reloptions)
                            union all
                            select format('toast.%I = %L', option_name, option_value)
                            from pg_options_to_table(toast.reloptions)) o) || ')',
                    rtrim(pg_get_viewdef(c.oid), ';'))] || array(
                select format('ALTER MATERIALIZED VIEW %I.%I ALTER COLUMN %I %s', n.nspname, c.relname, a.attname,
                    change.text)
                from pg_attribute a
                join pg_type t on t.oid = a.atttypid
                cross join lateral (
                    select 'SET STORAGE ' || case a.attstorage when 'p' then 'PLAIN' when 'e' then 'EXTERNAL'
                        when 'm' then 'MAIN' else 'EXTENDED' end as text
                    where a.attstorage <> t.typstorage
                    union all
                    select 'SET COMPRESSION ' || case to_jsonb(a) ->> 'attcompression' when 'l' then 'lz4' else 'pglz' end
                    where to_jsonb(a) ->> 'attcompression' <> ''
                    union all
                    select 'SET STATISTICS ' || a.attstattarget where a.attstattarget >= 0
                    union all
                    select 'SET (' || string_agg(format('%I = %L', option_name, option_value), ', ') || ')'
                    from pg_options_to_table(a.attoptions)
                    where option_name <> 'pg_attver'
                    having count(*) > 0) change
                where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
                order by a.attnum) || array(
                select format('%s%s', pg_get_indexdef(i.indexrelid), case when i.indisclustered
                    then format('; ALTER TABLE %I.%I CLUSTER ON %I', n.nspname, c.relname, ic.relname) end)
                from pg_index i join pg_class ic on ic.oid = i.indexrelid
                where i.indrelid = c.oid and i.indisvalid
                order by ic.relname) as statements
            from pg_class c
            join pg_namespace n on n.oid = c.relnamespace
            left join pg_am am on am.oid = c.relam
            left join pg_class toast on toast.oid = c.reltoastrelid
            where n.nspname = any (?) and c.relkind = 'm'
            """);

    /** The rows of materialized views, after everything that their queries may call. */
    static final ObjectQuery MATERIALIZED_ROWS = ObjectQuery.ofSchemas("pg_class", """
            select c.oid, array[format('REFRESH MATERIALIZED VIEW %I.%I', n.nspname, c.relname)] as statements
            from pg_class c
            join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = any (?) and c.relkind = 'm' and c.relispopulated
            """);

    static final ObjectQuery RULES = ObjectQuery.ofSchemas("pg_rewrite", """
            select r.oid, array_remove(array[rtrim(pg_get_ruledef(r.oid), ';'),
                case r.ev_enabled when 'O' then null else format('ALTER TABLE %I.%I %s RULE %I', n.nspname, c.relname,
                    case r.ev_enabled when 'D' then 'DISABLE' when 'R' then 'ENABLE REPLICA' else 'ENABLE ALWAYS' end,
                    r.rulename) end], null) as statements
            from pg_rewrite r
            join pg_class c on c.oid = r.ev_class
            join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = any (?) and not (r.rulename = '_RETURN' and c.relkind in ('v', 'm'))
            """);

    // A trigger of a partitioned table is cloned to its partitions by the server.
    static final ObjectQuery TRIGGERS = ObjectQuery.ofSchemas("pg_trigger", """
            select t.oid, array_remove(array[pg_get_triggerdef(t.oid),
                case t.tgenabled when 'O' then null else format('ALTER TABLE %I.%I %s TRIGGER %I', n.nspname,
                    c.relname, case t.tgenabled when 'D' then 'DISABLE' when 'R' then 'ENABLE REPLICA'
                        else 'ENABLE ALWAYS' end, t.tgname) end], null) as statements
            from pg_trigger t
            join pg_class c on c.oid = t.tgrelid
            join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = any (?) and not t.tgisinternal
                and coalesce((to_jsonb(t) ->> 'tgparentid')::oid, 0) = 0
            """);

    /** Clones that are switched on or off otherwise than the trigger that they were cloned from. */
    static final ObjectQuery CLONED_TRIGGERS = new ObjectQuery("pg_trigger", ObjectQuery.Scope.SCHEMA, 130_000, """
            select t.oid, array[format('ALTER TABLE %I.%I %s TRIGGER %I', n.nspname, c.relname,
                case t.tgenabled when 'D' then 'DISABLE' when 'R' then 'ENABLE REPLICA'
                    when 'A' then 'ENABLE ALWAYS' else 'ENABLE' end, t.tgname)] as statements
            from pg_trigger t
            join pg_trigger parent on parent.oid = t.tgparentid and parent.tgenabled <> t.tgenabled
            join pg_class c on c.oid = t.tgrelid
            join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = any (?) and not parent.tgisinternal
            """);

    static final ObjectQuery POLICIES = ObjectQuery.ofSchemas("pg_policy", """
            select p.oid, array[format('CREATE POLICY %I ON %I.%I%s%s TO %s%s%s', p.polname, n.nspname, c.relname,
                case when p.polpermissive then '' else ' AS RESTRICTIVE' end,
                case p.polcmd when 'r' then ' FOR SELECT' when 'a' then ' FOR INSERT' when 'w' then ' FOR UPDATE'
                    when 'd' then ' FOR DELETE' else '' end,
                case when p.polroles = '{0}' then 'PUBLIC' else (
                    select string_agg(quote_ident(rolname), ', ' order by rolname)
                    from pg_roles where oid = any (p.polroles)) end,
                ' USING (' || pg_get_expr(p.polqual, p.polrelid) || ')',
                ' WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')')] as statements
            from pg_policy p
            join pg_class c on c.oid = p.polrelid
            join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = any (?)
            """);

    static final ObjectQuery ROW_SECURITY = ObjectQuery.ofSchemas("pg_class", """
            select c.oid, array_remove(array[
                case when c.relrowsecurity
                    then format('ALTER TABLE %I.%I ENABLE ROW LEVEL SECURITY', n.nspname, c.relname) end,
                case when c.relforcerowsecurity
                    then format('ALTER TABLE ONLY %I.%I FORCE ROW LEVEL SECURITY', n.nspname, c.relname) end], null)
                as statements
            from pg_class c
            join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = any (?) and (c.relrowsecurity or c.relforcerowsecurity)
            """);

    /** Their tables were analyzed before, without them; what would ask another server is not analyzed at all. */
    static final ObjectQuery STATISTICS = ObjectQuery.ofSchemas("pg_statistic_ext", """
            with recursive asking (oid) as (
                select ftrelid from pg_foreign_table
                union
                select i.inhparent from asking a join pg_inherits i on i.inhrelid = a.oid
            )
            select s.oid, array_remove(array[pg_get_statisticsobjdef(s.oid),
                case when (to_jsonb(s) ->> 'stxstattarget')::int >= 0
                    then format('ALTER STATISTICS %I.%I SET STATISTICS %s', n.nspname, s.stxname,
                        to_jsonb(s) ->> 'stxstattarget') end,
                case when not exists (select from asking a where a.oid = c.oid)
                    then format('ANALYZE %I.%I', cn.nspname, c.relname) end], null) as statements
            from pg_statistic_ext s
            join pg_namespace n on n.oid = s.stxnamespace
            join pg_class c on c.oid = s.stxrelid
            join pg_namespace cn on cn.oid = c.relnamespace
            where n.nspname = any (?)
            """);

    private RelationQueries() {}
}
