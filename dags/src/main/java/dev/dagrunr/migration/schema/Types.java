package dev.dagrunr.migration.schema;

import java.sql.SQLException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The types that the tables' columns have, and all that those are made of. */
final class Types {
    private static final String SQL = """
            with recursive used(oid) as (
                select distinct a.atttypid from pg_attribute a
                where a.attrelid in (select unnest(cast(? as oid[]))) and a.attnum > 0 and not a.attisdropped
                union
                select part.oid from used
                join pg_type t on t.oid = used.oid
                cross join lateral (
                    select t.typelem where t.typcategory = 'A' and t.typelem <> 0
                    union all
                    select t.typbasetype where t.typtype = 'd'
                    union all
                    select r.rngsubtype from pg_range r where t.typtype = 'r' and r.rngtypid = t.oid
                    union all
                    select r.rngsubtype from pg_range r
                    where t.typtype = 'm' and (to_jsonb(r) ->> 'rngmultitypid')::oid = t.oid
                    union all
                    select a.atttypid from pg_attribute a
                    where t.typtype = 'c' and a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped
                ) part(oid))
            select t.oid, n.nspname, t.typname, t.typtype, t.typcategory = 'A' and t.typelem <> 0 as array_type,
                t.typsend <> 0 and t.typreceive <> 0 as binary_io,
                case
                    when t.typcategory = 'A' and t.typelem <> 0 then array[t.typelem]
                    when t.typtype = 'd' then array[t.typbasetype]
                    when t.typtype = 'r' then array(select rngsubtype from pg_range where rngtypid = t.oid)
                    when t.typtype = 'm' then array(
                        select rngsubtype from pg_range r where (to_jsonb(r) ->> 'rngmultitypid')::oid = t.oid)
                    when t.typtype = 'c' then array(
                        select a.atttypid from pg_attribute a
                        where a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped)
                    else '{}'
                end::text[] as parts
            from used join pg_type t on t.oid = used.oid join pg_namespace n on n.oid = t.typnamespace
            """;
    private static final Comparator<ObjectName> BY_NAME =
            Comparator.comparing(ObjectName::schema).thenComparing(ObjectName::name);

    private final Map<Long, Type> types;
    private final Map<Long, ColumnType> reached = new HashMap<>();

    private Types(Map<Long, Type> types) {
        this.types = types;
    }

    static Types read(CatalogSession catalog, List<Long> tables) throws SQLException {
        var types = new HashMap<Long, Type>();
        catalog.list(
                SQL,
                row -> types.put(
                        row.getLong("oid"),
                        new Type(
                                new ObjectName(row.getString("nspname"), row.getString("typname")),
                                kind(row.getString("typtype"), row.getBoolean("array_type")),
                                row.getBoolean("binary_io"),
                                CatalogSession.texts(row, "parts").stream()
                                        .map(Long::valueOf)
                                        .toList())),
                CatalogSession.oids(tables));
        return new Types(types);
    }

    ColumnType columnType(long oid, String sql) {
        var type = reached.computeIfAbsent(oid, this::reach);
        return new ColumnType(sql, type.name(), type.kind(), type.leaves(), type.binary());
    }

    private ColumnType reach(long oid) {
        var root = type(oid);
        var leaves = new TreeSet<>(BY_NAME);
        boolean binary = collect(oid, leaves, new HashSet<>());
        return new ColumnType(root.name().name(), root.name(), root.kind(), List.copyOf(leaves), binary);
    }

    private boolean collect(long oid, Set<ObjectName> leaves, Set<Long> seen) {
        var type = type(oid);
        boolean binary = type.binary();
        if (!seen.add(oid)) {
            return binary;
        }
        if (type.parts().isEmpty()) {
            leaves.add(type.name());
        }
        for (var part : type.parts()) {
            binary &= collect(part, leaves, seen);
        }
        return binary;
    }

    private Type type(long oid) {
        var type = types.get(oid);
        if (type == null) {
            throw new IllegalStateException("Type " + oid + " is used by a column but not in the snapshot of pg_type");
        }
        return type;
    }

    private static ColumnType.Kind kind(String typtype, boolean array) {
        return switch (typtype) {
            case "e" -> ColumnType.Kind.ENUM;
            case "d" -> ColumnType.Kind.DOMAIN;
            case "c" -> ColumnType.Kind.COMPOSITE;
            case "r" -> ColumnType.Kind.RANGE;
            case "m" -> ColumnType.Kind.MULTIRANGE;
            case "p" -> ColumnType.Kind.PSEUDO;
            default -> array ? ColumnType.Kind.ARRAY : ColumnType.Kind.BASE;
        };
    }

    private record Type(ObjectName name, ColumnType.Kind kind, boolean binary, List<Long> parts) {}
}
