package dev.dagrunr.migration.schema;

/** Text search objects. */
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

    private TextSearchQueries() {}
}
