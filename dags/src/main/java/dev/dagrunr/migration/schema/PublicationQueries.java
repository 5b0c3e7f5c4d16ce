package dev.dagrunr.migration.schema;

/** Publications, with their tables and schemas. */
final class PublicationQueries {
    private static final String CREATE = """
            format('CREATE PUBLICATION %I%s WITH (publish = %L%s)', p.pubname,
                    case when p.puballtables then ' FOR ALL TABLES' else '' end,
                    concat_ws(', ', case when p.pubinsert then 'insert' end, case when p.pubupdate then 'update' end,
                        case when p.pubdelete then 'delete' end, case when p.pubtruncate then 'truncate' end),
                    case when (to_jsonb(p) ->> 'pubviaroot')::boolean then ', publish_via_partition_root = true'
                        else '' end
                    || coalesce(', publish_generated_columns = '
                        || case to_jsonb(p) ->> 'pubgencols' when 's' then 'stored' end, ''))""";

    static final ObjectQuery PUBLICATIONS =
            new ObjectQuery("pg_publication", ObjectQuery.Scope.DATABASE, 150_000, """
            select p.oid, array[:create] || array(
                select format('ALTER PUBLICATION %I ADD TABLE ONLY %I.%I%s%s', p.pubname, n.nspname, c.relname,
                    ' (' || (
                        select string_agg(quote_ident(a.attname), ', ' order by a.attnum)
                        from pg_attribute a where a.attrelid = c.oid and a.attnum = any (r.prattrs)) || ')',
                    ' WHERE (' || pg_get_expr(r.prqual, r.prrelid) || ')')
                from pg_publication_rel r
                join pg_class c on c.oid = r.prrelid
                join pg_namespace n on n.oid = c.relnamespace
                where r.prpubid = p.oid
                order by n.nspname, c.relname) || array(
                select format('ALTER PUBLICATION %I ADD TABLES IN SCHEMA %I', p.pubname, n.nspname)
                from pg_publication_namespace s join pg_namespace n on n.oid = s.pnnspid
                where s.pnpubid = p.oid
                order by n.nspname) as statements
            from pg_publication p
            where cast(? as text[]) is not null
            """.replace(":create", CREATE));

    static final ObjectQuery PUBLICATIONS_BEFORE_15 =
            ObjectQuery.ofDatabase("pg_publication", """
            select p.oid, array[:create] || array(
                select format('ALTER PUBLICATION %I ADD TABLE ONLY %I.%I', p.pubname, n.nspname, c.relname)
                from pg_publication_rel r
                join pg_class c on c.oid = r.prrelid
                join pg_namespace n on n.oid = c.relnamespace
                where r.prpubid = p.oid
                order by n.nspname, c.relname) as statements
            from pg_publication p
            where cast(? as text[]) is not null and current_setting('server_version_num')::int < 150000
            """.replace(":create", CREATE));

    private PublicationQueries() {}
}
