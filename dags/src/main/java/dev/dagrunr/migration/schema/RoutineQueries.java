package dev.dagrunr.migration.schema;

/** Functions, procedures, aggregates, and what calls them without being a table: casts, transforms, languages. */
final class RoutineQueries {
    static final ObjectQuery FUNCTIONS = ObjectQuery.ofSchemas("pg_proc", """
            select p.oid, array[rtrim(pg_get_functiondef(p.oid), E' \\n')] as statements
            from pg_proc p
            join pg_namespace n on n.oid = p.pronamespace
            where n.nspname = any (?) and p.prokind <> 'a'
            """);

    static final ObjectQuery AGGREGATES = ObjectQuery.ofSchemas("pg_proc", """
            select p.oid, array[format('CREATE AGGREGATE %I.%I(%s) (%s)', n.nspname, p.proname,
                coalesce(nullif(pg_get_function_arguments(p.oid), ''), '*'), concat_ws(', ',
                    'SFUNC = ' || a.aggtransfn::regproc::text, 'STYPE = ' || format_type(a.aggtranstype, null),
                    'SSPACE = ' || nullif(a.aggtransspace, 0),
                    'INITCOND = ' || quote_literal(a.agginitval),
                    'FINALFUNC = ' || nullif(a.aggfinalfn::oid, 0)::regproc::text,
                    case when a.aggfinalextra then 'FINALFUNC_EXTRA' end,
                    'FINALFUNC_MODIFY = ' || case when a.aggfinalfn <> 0
                            and a.aggfinalmodify <> case when a.aggkind = 'n' then 'r' else 'w' end
                        then case a.aggfinalmodify
                            when 'r' then 'READ_ONLY' when 's' then 'SHAREABLE' else 'READ_WRITE' end end,
                    'COMBINEFUNC = ' || nullif(a.aggcombinefn::oid, 0)::regproc::text,
                    'SERIALFUNC = ' || nullif(a.aggserialfn::oid, 0)::regproc::text,
                    'DESERIALFUNC = ' || nullif(a.aggdeserialfn::oid, 0)::regproc::text,
                    'MSFUNC = ' || nullif(a.aggmtransfn::oid, 0)::regproc::text,
                    'MINVFUNC = ' || nullif(a.aggminvtransfn::oid, 0)::regproc::text,
                    'MSTYPE = ' || format_type(nullif(a.aggmtranstype, 0), null),
                    'MSSPACE = ' || nullif(a.aggmtransspace, 0),
                    'MINITCOND = ' || quote_literal(a.aggminitval),
                    'MFINALFUNC = ' || nullif(a.aggmfinalfn::oid, 0)::regproc::text,
                    case when a.aggmfinalextra then 'MFINALFUNC_EXTRA' end,
                    'MFINALFUNC_MODIFY = ' || case when a.aggmfinalfn <> 0
                            and a.aggmfinalmodify <> case when a.aggkind = 'n' then 'r' else 'w' end
                        then case a.aggmfinalmodify
                            when 'r' then 'READ_ONLY' when 's' then 'SHAREABLE' else 'READ_WRITE' end end,
                    (select format('SORTOP = OPERATOR(%I.%s)', sn.nspname, o.oprname)
                     from pg_operator o join pg_namespace sn on sn.oid = o.oprnamespace where o.oid = a.aggsortop),
                    case when a.aggkind = 'h' then 'HYPOTHETICAL' end,
                    case p.proparallel when 's' then 'PARALLEL = SAFE' when 'r' then 'PARALLEL = RESTRICTED' end
                ))] as statements
            from pg_aggregate a
            join pg_proc p on p.oid = a.aggfnoid
            join pg_namespace n on n.oid = p.pronamespace
            where n.nspname = any (?)
            """);

    static final ObjectQuery CASTS = ObjectQuery.ofTypes("pg_cast", """
            select c.oid, array[format('CREATE CAST (%s AS %s) %s%s',
                format_type(c.castsource, null), format_type(c.casttarget, null),
                case c.castmethod when 'b' then 'WITHOUT FUNCTION' when 'i' then 'WITH INOUT'
                    else 'WITH FUNCTION ' || c.castfunc::regprocedure::text end,
                case c.castcontext when 'a' then ' AS ASSIGNMENT' when 'i' then ' AS IMPLICIT' else '' end)] as statements
            from pg_cast c
            join pg_type s on s.oid = c.castsource
            join pg_type t on t.oid = c.casttarget
            left join pg_proc p on p.oid = c.castfunc
            join pg_namespace n on n.oid in (s.typnamespace, t.typnamespace, p.pronamespace)
            where c.oid >= 16384 and n.nspname = any (?)
            group by c.oid, c.castsource, c.casttarget, c.castmethod, c.castfunc, c.castcontext
            """);

    static final ObjectQuery TRANSFORMS = ObjectQuery.ofTypes("pg_transform", """
            select t.oid, array[format('CREATE TRANSFORM FOR %s LANGUAGE %I (%s)', format_type(t.trftype, null),
                l.lanname, concat_ws(', ',
                    'FROM SQL WITH FUNCTION ' || nullif(t.trffromsql::oid, 0)::regprocedure::text,
                    'TO SQL WITH FUNCTION ' || nullif(t.trftosql::oid, 0)::regprocedure::text))] as statements
            from pg_transform t
            join pg_language l on l.oid = t.trflang
            where t.oid >= 16384 and exists (
                select from pg_namespace n
                left join pg_type y on y.oid = t.trftype
                left join pg_proc p on p.oid in (t.trffromsql, t.trftosql)
                where n.oid in (y.typnamespace, p.pronamespace) and n.nspname = any (?))
            """);

    static final ObjectQuery LANGUAGES = ObjectQuery.ofDatabase("pg_language", """
            select l.oid, array[format('CREATE %sLANGUAGE %I HANDLER %s%s%s',
                case when l.lanpltrusted then 'TRUSTED ' else '' end, l.lanname, l.lanplcallfoid::regproc::text,
                coalesce(' INLINE ' || nullif(l.laninline, 0)::regproc::text, ''),
                coalesce(' VALIDATOR ' || nullif(l.lanvalidator, 0)::regproc::text, ''))] as statements
            from pg_language l
            where l.oid >= 16384 and l.lanispl and cast(? as text[]) is not null
            """);

    static final ObjectQuery ACCESS_METHODS = ObjectQuery.ofDatabase("pg_am", """
            select a.oid, array[format('CREATE ACCESS METHOD %I TYPE %s HANDLER %s', a.amname,
                case a.amtype when 't' then 'TABLE' else 'INDEX' end, a.amhandler::regproc::text)] as statements
            from pg_am a
            where a.oid >= 16384 and cast(? as text[]) is not null
            """);

    static final ObjectQuery EVENT_TRIGGERS = ObjectQuery.ofDatabase("pg_event_trigger", """
            select e.oid, array_remove(array[format('CREATE EVENT TRIGGER %I ON %I%s EXECUTE FUNCTION %s()',
                    e.evtname, e.evtevent,
                    ' WHEN TAG IN (' || (
                        select string_agg(quote_literal(tag), ', ') from unnest(e.evttags) as tag) || ')',
                    e.evtfoid::regproc::text),
                case e.evtenabled when 'O' then null
                    when 'D' then format('ALTER EVENT TRIGGER %I DISABLE', e.evtname)
                    when 'R' then format('ALTER EVENT TRIGGER %I ENABLE REPLICA', e.evtname)
                    else format('ALTER EVENT TRIGGER %I ENABLE ALWAYS', e.evtname) end], null) as statements
            from pg_event_trigger e
            where cast(? as text[]) is not null
            """);

    private RoutineQueries() {}
}
