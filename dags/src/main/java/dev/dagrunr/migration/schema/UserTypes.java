package dev.dagrunr.migration.schema;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The types that users defined in the selected schemas, in an order in which they can be created. */
final class UserTypes {
    // Left out, and so reported: base types and ranges with a canonical function (both need C), domains with a
    // constraint that was never validated.
    private static final String SQL = """
            select t.oid, n.nspname, t.typname, t.typtype, description.description as comment,
                case t.typtype
                    when 'e' then 'AS ENUM (' || coalesce((
                        select string_agg(quote_literal(enumlabel), ', ' order by enumsortorder)
                        from pg_enum where enumtypid = t.oid), '') || ')'
                    when 'c' then 'AS (' || coalesce((
                        select string_agg(quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod)
                            || coalesce((
                                select ' COLLATE ' || quote_ident(cn.nspname) || '.' || quote_ident(co.collname)
                                from pg_collation co join pg_namespace cn on cn.oid = co.collnamespace
                                join pg_type at on at.oid = a.atttypid
                                where co.oid = a.attcollation and a.attcollation <> at.typcollation), ''),
                            ', ' order by a.attnum)
                        from pg_attribute a
                        where a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped), '') || ')'
                    when 'd' then 'AS ' || format_type(t.typbasetype, t.typtypmod)
                        || coalesce((
                            select ' COLLATE ' || quote_ident(cn.nspname) || '.' || quote_ident(co.collname)
                            from pg_collation co join pg_namespace cn on cn.oid = co.collnamespace
                            join pg_type bt on bt.oid = t.typbasetype
                            where co.oid = t.typcollation and t.typcollation <> bt.typcollation), '')
                        || coalesce(' DEFAULT ' || coalesce(pg_get_expr(t.typdefaultbin, 0), t.typdefault), '')
                        || case when t.typnotnull then ' NOT NULL' else '' end
                        || coalesce((
                            select string_agg(' CONSTRAINT ' || quote_ident(k.conname) || ' '
                                || pg_get_constraintdef(k.oid), '' order by k.conname)
                            from pg_constraint k where k.contypid = t.oid and k.contype = 'c'), '')
                    else 'AS RANGE (subtype = ' || format_type(r.rngsubtype, null)
                        || ', subtype_opclass = ' || (
                            select quote_ident(opn.nspname) || '.' || quote_ident(op.opcname)
                            from pg_opclass op join pg_namespace opn on opn.oid = op.opcnamespace
                            where op.oid = r.rngsubopc)
                        || coalesce((
                            select ', collation = ' || quote_ident(cn.nspname) || '.' || quote_ident(co.collname)
                            from pg_collation co join pg_namespace cn on cn.oid = co.collnamespace
                            where co.oid = r.rngcollation), '')
                        || case when r.rngsubdiff <> 0 then ', subtype_diff = ' || r.rngsubdiff::regproc::text
                            else '' end
                        || coalesce((
                            select ', multirange_type_name = ' || quote_ident(mn.nspname) || '.' || quote_ident(m.typname)
                            from pg_type m join pg_namespace mn on mn.oid = m.typnamespace
                            where m.oid = (to_jsonb(r) ->> 'rngmultitypid')::oid), '') || ')'
                end as definition,
                array(
                    select distinct coalesce(nullif(u.typelem, 0), u.oid)::text
                    from pg_depend d join pg_type u on u.oid = d.refobjid
                    where d.refclassid = 'pg_type'::regclass
                        and (d.classid = 'pg_type'::regclass and d.objid = t.oid
                            or t.typtype = 'c' and d.classid = 'pg_class'::regclass and d.objid = t.typrelid)
                ) as uses
            from pg_type t
            join pg_namespace n on n.oid = t.typnamespace
            left join pg_description description
                on description.objoid = t.oid and description.classoid = 'pg_type'::regclass
            left join pg_class c on c.oid = t.typrelid
            left join pg_range r on r.rngtypid = t.oid
            where n.nspname = any (?)
                and (t.typtype in ('e', 'd') or t.typtype = 'r' and r.rngcanonical = 0
                    or t.typtype = 'c' and c.relkind = 'c')
                and not exists (
                    select from pg_constraint k where k.contypid = t.oid and not k.convalidated)
                and not exists (
                    select from pg_depend d
                    where d.classid = 'pg_type'::regclass and d.objid = t.oid and d.deptype = 'e')
            order by n.nspname, t.typname
            """;

    private UserTypes() {}

    static List<UserType> read(CatalogSession catalog, List<String> schemas) throws SQLException {
        var found = new LinkedHashMap<Long, Found>();
        catalog.list(
                SQL,
                row -> found.put(
                        row.getLong("oid"),
                        new Found(
                                new UserType(
                                        new ObjectName(row.getString("nspname"), row.getString("typname")),
                                        kind(row.getString("typtype")),
                                        row.getString("definition"),
                                        row.getString("comment")),
                                CatalogSession.texts(row, "uses").stream()
                                        .map(Long::valueOf)
                                        .toList())),
                catalog.names(schemas));
        var ordered = new ArrayList<UserType>();
        var placed = new HashSet<Long>();
        found.keySet().forEach(oid -> place(oid, found, placed, ordered));
        return ordered;
    }

    private static void place(long oid, Map<Long, Found> found, Set<Long> placed, List<UserType> ordered) {
        var type = found.get(oid);
        if (type == null || !placed.add(oid)) {
            return;
        }
        type.uses.forEach(used -> place(used, found, placed, ordered));
        ordered.add(type.type);
    }

    private static UserType.Kind kind(String typtype) {
        return switch (typtype) {
            case "e" -> UserType.Kind.ENUM;
            case "c" -> UserType.Kind.COMPOSITE;
            case "d" -> UserType.Kind.DOMAIN;
            default -> UserType.Kind.RANGE;
        };
    }

    private record Found(UserType type, List<Long> uses) {}
}
