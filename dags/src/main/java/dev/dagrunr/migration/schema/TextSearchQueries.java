package dev.dagrunr.migration.schema;

/** Text search objects, and foreign-data wrappers with their servers. */
final class TextSearchQueries {
    static final ObjectQuery PARSERS = ObjectQuery.ofSchemas("pg_ts_parser", """
            select p.oid, array[format('CREATE TEXT SEARCH PARSER %I.%I (%s)', n.nspname, p.prsname, concat_ws(', ',
                'START = ' || p.prsstart::regproc::text, 'GETTOKEN = ' || p.prstoken::regproc::text,
                'END = ' || p.prsend::regproc::text,
                'HEADLINE = ' || nullif(p.prsheadline::oid, 0)::regproc::text,
                'LEXTYPES = ' || p.prslextype::regproc::text))] as statements
            from pg_ts_parser p
            join pg_namespace n on n.oid = p.prsnamespace
            where n.nspname = any (?)
            """);

    static final ObjectQuery TEMPLATES = ObjectQuery.ofSchemas("pg_ts_template", """
            select t.oid, array[format('CREATE TEXT SEARCH TEMPLATE %I.%I (%s)', n.nspname, t.tmplname, concat_ws(', ',
                'INIT = ' || nullif(t.tmplinit::oid, 0)::regproc::text,
                'LEXIZE = ' || t.tmpllexize::regproc::text))] as statements
            from pg_ts_template t
            join pg_namespace n on n.oid = t.tmplnamespace
            where n.nspname = any (?)
            """);

    static final ObjectQuery DICTIONARIES = ObjectQuery.ofSchemas("pg_ts_dict", """
            select d.oid, array[format('CREATE TEXT SEARCH DICTIONARY %I.%I (TEMPLATE = %I.%I%s)', n.nspname,
                d.dictname, tn.nspname, t.tmplname, ', ' || d.dictinitoption)] as statements
            from pg_ts_dict d
            join pg_namespace n on n.oid = d.dictnamespace
            join pg_ts_template t on t.oid = d.dicttemplate
            join pg_namespace tn on tn.oid = t.tmplnamespace
            where n.nspname = any (?)
            """);

    static final ObjectQuery CONFIGURATIONS = ObjectQuery.ofSchemas("pg_ts_config", """
            select c.oid, array[format('CREATE TEXT SEARCH CONFIGURATION %I.%I (PARSER = %I.%I)', n.nspname, c.cfgname,
                    pn.nspname, p.prsname)] || array(
                select format('ALTER TEXT SEARCH CONFIGURATION %I.%I ADD MAPPING FOR %I WITH %s', n.nspname, c.cfgname,
                    (select token.alias from ts_token_type(c.cfgparser) as token where token.tokid = m.maptokentype),
                    string_agg(format('%I.%I', dn.nspname, d.dictname), ', ' order by m.mapseqno))
                from pg_ts_config_map m
                join pg_ts_dict d on d.oid = m.mapdict
                join pg_namespace dn on dn.oid = d.dictnamespace
                where m.mapcfg = c.oid
                group by m.maptokentype
                order by m.maptokentype) as statements
            from pg_ts_config c
            join pg_namespace n on n.oid = c.cfgnamespace
            join pg_ts_parser p on p.oid = c.cfgparser
            join pg_namespace pn on pn.oid = p.prsnamespace
            where n.nspname = any (?)
            """);

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

    private TextSearchQueries() {}
}
