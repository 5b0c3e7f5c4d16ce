package dev.dagrunr.migration.schema;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The rows of {@code pg_constraint} of the tables. */
final class Constraints {
    // The server writes a key without the storage parameters of its index. A valid not-null constraint is part of its
    // column. PostgreSQL 18 alone has 'n' here, and conperiod.
    private static final String SQL = """
            select k.conrelid, k.conname, k.contype,
                case when i.reloptions is null then pg_get_constraintdef(k.oid)
                    else left(pg_get_constraintdef(k.oid), length(pg_get_constraintdef(k.oid)) - length(timing.text)) || ' WITH (' || (
                            select string_agg(format('%I = %L', option_name, option_value), ', ')
                            from pg_options_to_table(i.reloptions))
                        || ')' || timing.text end as definition, k.condeferrable,
                k.condeferred, k.convalidated, k.conislocal, k.conindid, fn.nspname as foreign_schema, f.relname as foreign_table,
                case when k.contype in ('p', 'u') then :temporal end
                    as temporal,
                array(
                    select a.attname::text from unnest(k.conkey) with ordinality as key(attnum, position)
                    join pg_attribute a on a.attrelid = k.conrelid and a.attnum = key.attnum
                    order by key.position) as columns,
                array(
                    select a.attname::text from unnest(k.confkey) with ordinality as key(attnum, position)
                    join pg_attribute a on a.attrelid = k.confrelid and a.attnum = key.attnum
                    order by key.position) as foreign_columns,
                description.description as comment
            from pg_constraint k
            cross join lateral (
                select case when k.condeferrable then ' DEFERRABLE' else '' end
                    || case when k.condeferred then ' INITIALLY DEFERRED' else '' end as text) timing
            left join pg_class i on i.oid = k.conindid and k.contype in ('p', 'u')
            left join pg_description description
                on description.objoid = k.oid and description.classoid = 'pg_constraint'::regclass
            left join pg_class f on f.oid = k.confrelid
            left join pg_namespace fn on fn.oid = f.relnamespace
            where k.conrelid in (select unnest(cast(? as oid[])))
                and (k.contype in ('p', 'u', 'x', 'c') or k.contype = 'f' and k.conparentid = 0
                    or k.contype = 'n' and (not k.convalidated or k.connoinherit))
            order by k.conrelid, k.conname
            """;

    private final Map<Long, List<Found>> byTable;

    private Constraints(List<Found> constraints) {
        byTable = constraints.stream().collect(Collectors.groupingBy(Found::table));
    }

    static Constraints read(CatalogSession catalog, List<Long> tables, Indexes indexes) throws SQLException {
        return new Constraints(catalog.list(
                SQL.replace(":temporal", catalog.serverVersion() < 180_000 ? "false" : "k.conperiod"),
                row -> found(row, indexes),
                CatalogSession.oids(tables)));
    }

    @Nullable Key primaryKey(long table) {
        return of(table, 'p').map(Found::key).findFirst().orElse(null);
    }

    List<Key> uniqueKeys(long table) {
        return of(table, 'u').map(Found::key).toList();
    }

    List<ForeignKey> foreignKeys(long table) {
        return of(table, 'f').map(Found::foreignKey).toList();
    }

    List<Constraint> others(long table) {
        return byTable.getOrDefault(table, List.of()).stream()
                .filter(found -> found.value instanceof Constraint)
                .map(found -> (Constraint) found.value)
                .toList();
    }

    private Stream<Found> of(long table, char type) {
        return byTable.getOrDefault(table, List.of()).stream().filter(found -> found.type == type);
    }

    private static Found found(ResultSet row, Indexes indexes) throws SQLException {
        char type = row.getString("contype").charAt(0);
        return new Found(
                row.getLong("conrelid"),
                type,
                switch (type) {
                    case 'p', 'u' -> key(row, indexes);
                    case 'f' -> foreignKey(row);
                    case 'x' -> constraint(row, Constraint.Kind.EXCLUSION, indexes);
                    case 'n' -> constraint(row, Constraint.Kind.NOT_NULL, indexes);
                    default -> constraint(row, Constraint.Kind.CHECK, indexes);
                });
    }

    private static Key key(ResultSet row, Indexes indexes) throws SQLException {
        return new Key(
                row.getString("conname"),
                CatalogSession.texts(row, "columns"),
                row.getString("definition"),
                row.getBoolean("condeferrable"),
                row.getBoolean("condeferred"),
                row.getBoolean("temporal"),
                indexes.byOid(row.getLong("conindid")),
                row.getString("comment"));
    }

    private static ForeignKey foreignKey(ResultSet row) throws SQLException {
        return new ForeignKey(
                row.getString("conname"),
                CatalogSession.texts(row, "columns"),
                new ObjectName(row.getString("foreign_schema"), row.getString("foreign_table")),
                CatalogSession.texts(row, "foreign_columns"),
                row.getString("definition"),
                row.getBoolean("convalidated"),
                row.getString("comment"));
    }

    private static Constraint constraint(ResultSet row, Constraint.Kind kind, Indexes indexes) throws SQLException {
        return new Constraint(
                row.getString("conname"),
                kind,
                row.getString("definition"),
                row.getBoolean("convalidated"),
                row.getBoolean("conislocal"),
                kind == Constraint.Kind.EXCLUSION
                        ? indexes.byOid(row.getLong("conindid")).attachedTo()
                        : null,
                row.getString("comment"));
    }

    private record Found(long table, char type, Record value) {
        Key key() {
            return (Key) value;
        }

        ForeignKey foreignKey() {
            return (ForeignKey) value;
        }
    }
}
