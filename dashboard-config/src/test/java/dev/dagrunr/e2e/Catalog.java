package dev.dagrunr.e2e;

import dev.dagrunr.testsupport.Database;
import java.util.List;

/** A schema as lines of text that two databases can be compared by, read from the catalogs. */
final class Catalog {
    private static final String SQL = """
            with here as (
                select c.oid, c.relname, c.relkind, c.relpersistence, n.nspname
                from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where n.nspname = ?
            )
            select 'relation ' || relname || ' ' || relkind::text || ' ' || relpersistence::text from here
            where relkind in ('r', 'S', 'p', 'f', 'v')
            union all
            select format('column %s.%s %s %s %s %s %s %s', relname, attname, attnum_in_order,
                format_type(atttypid, atttypmod), attnotnull, attidentity, attgenerated,
                replace(coalesce(pg_get_expr(adbin, adrelid), ''), nspname || '.', ''))
            from (
                select here.*, a.*, row_number() over (partition by attrelid order by attnum) as attnum_in_order
                from here join pg_attribute a on a.attrelid = here.oid
                where relkind = 'r' and attnum > 0 and not attisdropped) a
            left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
            union all
            select format('constraint %s.%s %s %s', relname, conname, convalidated,
                replace(pg_get_constraintdef(k.oid), nspname || '.', ''))
            from here join pg_constraint k on k.conrelid = here.oid
            union all
            select 'index ' || replace(pg_get_indexdef(indexrelid), nspname || '.', '')
            from here join pg_index i on i.indrelid = here.oid
            union all
            select format('sequence %s %s %s %s %s', s.sequencename, s.last_value, s.start_value, s.increment_by, s.data_type)
            from here join pg_sequences s on s.schemaname = here.nspname and s.sequencename = here.relname
            where relkind = 'S'
            union all
            select format('comment %s %s %s', relname, objsubid, description)
            from here join pg_description d on d.objoid = here.oid and d.classoid = 'pg_class'::regclass
            order by 1
            """;

    private Catalog() {}

    static List<String> of(Database database, String schema) {
        return Sql.list(database, SQL, schema);
    }
}
