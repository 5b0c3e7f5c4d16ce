package dev.dagrunr.migration.transfer;

import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The types of a table's columns on one server, with everything inside them. Immutable. */
record ColumnTypes(Map<String, WireType> byColumn) {
    static ColumnTypes read(Connection session, long table) throws SQLException {
        return readAll(session, List.of(table)).get(0);
    }

    /** Of several tables, in their order. */
    static List<ColumnTypes> readAll(Connection session, List<Long> tables) throws SQLException {
        var sql = """
                select a.attrelid, a.attname, a.atttypid
                  from pg_attribute a
                 where a.attrelid = any (?) and a.attnum > 0 and not a.attisdropped
                 order by a.attrelid, a.attnum
                """;
        var columns = new HashMap<Long, Map<String, Long>>();
        try (var statement = session.prepareStatement(sql)) {
            statement.setArray(1, oids(session, tables));
            try (var result = statement.executeQuery()) {
                while (result.next()) {
                    columns.computeIfAbsent(result.getLong(1), table -> new LinkedHashMap<>())
                            .put(result.getString(2), result.getLong(3));
                }
            }
        }
        var catalog = catalog(
                session,
                columns.values().stream()
                        .flatMap(types -> types.values().stream())
                        .collect(Collectors.toSet()));
        return tables.stream()
                .map(table -> of(columns.getOrDefault(table, Map.of()), catalog))
                .toList();
    }

    private static ColumnTypes of(Map<String, Long> columns, Map<Long, CatalogType> catalog) {
        var types = new LinkedHashMap<String, WireType>();
        columns.forEach((column, type) -> types.put(column, WireType.of(type, catalog)));
        return new ColumnTypes(types);
    }

    private static Array oids(Connection session, Collection<Long> oids) throws SQLException {
        return session.createArrayOf("oid", oids.toArray());
    }

    /** These types, and every type that they hold inside: a level after the other, and seldom more than one. */
    private static Map<Long, CatalogType> catalog(Connection session, Set<Long> types) throws SQLException {
        var catalog = new HashMap<Long, CatalogType>();
        for (var missing = types; !missing.isEmpty(); ) {
            var level = level(session, missing);
            level.forEach(type -> catalog.put(type.oid(), type));
            missing = level.stream()
                    .flatMap(type -> type.parts().stream())
                    .filter(part -> !catalog.containsKey(part))
                    .collect(Collectors.toSet());
        }
        return catalog;
    }

    private static List<CatalogType> level(Connection session, Set<Long> types) throws SQLException {
        // rngmultitypid is read by way of JSON because servers before 14 do not have it.
        var sql = """
                select t.oid,
                       t.typname,
                       case when t.typtype = 'b' and t.typcategory = 'A' and t.typelem <> 0 then 'a'
                            else t.typtype::text end,
                       n.nspname = 'pg_catalog' and t.oid < 16384,
                       t.typsend <> 0 and t.typreceive <> 0,
                       coalesce((select e.extname || ' ' || e.extversion
                                   from pg_depend d
                                   join pg_extension e on e.oid = d.refobjid
                                  where d.classid = 'pg_type'::regclass and d.objid = t.oid and d.deptype = 'e'
                                    and d.refclassid = 'pg_extension'::regclass), ''),
                       case t.typtype
                            when 'd' then array[t.typbasetype]
                            when 'c' then array(select a.atttypid from pg_attribute a
                                                 where a.attrelid = t.typrelid and a.attnum > 0
                                                   and not a.attisdropped order by a.attnum)
                            when 'r' then array(select rngsubtype from pg_range where rngtypid = t.oid)
                            when 'm' then array(select rngsubtype from pg_range g
                                                 where (to_jsonb(g) ->> 'rngmultitypid')::oid = t.oid)
                            else case when t.typcategory = 'A' and t.typelem <> 0 then array[t.typelem] end
                       end::bigint[],
                       array(select enumlabel::text from pg_enum where enumtypid = t.oid order by enumlabel),
                       format_type(t.oid, null)
                  from pg_type t
                  join pg_namespace n on n.oid = t.typnamespace
                 where t.oid = any (?)
                """;
        var level = new ArrayList<CatalogType>();
        try (var statement = session.prepareStatement(sql)) {
            statement.setArray(1, oids(session, types));
            try (var result = statement.executeQuery()) {
                while (result.next()) {
                    level.add(catalogType(result));
                }
            }
        }
        return level;
    }

    private static CatalogType catalogType(ResultSet row) throws SQLException {
        return new CatalogType(
                row.getLong(1),
                row.getString(2),
                row.getString(3).charAt(0),
                row.getBoolean(4),
                row.getBoolean(5),
                row.getString(6),
                parts(row.getArray(7)),
                List.of((String[]) row.getArray(8).getArray()),
                row.getString(9));
    }

    private static List<Long> parts(@Nullable Array array) throws SQLException {
        return array == null ? List.of() : List.of((Long[]) array.getArray());
    }
}
