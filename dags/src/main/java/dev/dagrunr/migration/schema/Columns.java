package dev.dagrunr.migration.schema;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows of {@code pg_attribute} of the tables. */
final class Columns {
    // A partition is made apart and attached, so that all its constraints are its own. So is a valid not-null
    // constraint
    // of a child whose parent's was never validated: the parent's comes later, and gives none that is valid.
    // The functions for comments look for the catalog by its name at each call: a join takes a tenth of the time.
    private static final String SQL = """
            select a.attrelid, a.attnum, a.attname, a.atttypid, format_type(a.atttypid, a.atttypmod) as type,
                cn.nspname as collation_schema, co.collname as collation_name,
                a.attnotnull and coalesce(nn.convalidated and not nn.connoinherit, true) as not_null,
                case when nn.convalidated and not nn.connoinherit then nn.conname
                    -- before PostgreSQL 18 it has no constraint, but is as much the parent's
                    when nn.oid is null and a.attnotnull and not a.attislocal and exists (
                        select from pg_inherits h
                        join pg_class child on child.oid = h.inhrelid and not child.relispartition
                        join pg_attribute pa on pa.attrelid = h.inhparent and pa.attname = a.attname and pa.attnotnull
                        where h.inhrelid = a.attrelid) then a.attname end as not_null_constraint,
                nn.conislocal or (select relispartition from pg_class where oid = a.attrelid) or (
                    select bool_and(not pk.convalidated) from pg_inherits h
                    join pg_attribute pa on pa.attrelid = h.inhparent and pa.attname = a.attname
                    join pg_constraint pk
                        on pk.conrelid = h.inhparent and pk.contype = 'n' and pk.conkey = array[pa.attnum]
                    where h.inhrelid = a.attrelid) as not_null_local,
                nd.description as not_null_comment,
                pg_get_expr(d.adbin, d.adrelid) as default_expression, a.attgenerated, a.attidentity,
                a.attislocal,
                nullif(a.attstorage, t.typstorage)::text as storage, :compression as compression,
                nullif(a.attstattarget, -1)::int as statistics_target,
                -- servers from November 2026 on keep a number of their own there, which pg_dump does not show either
                array(select option from unnest(a.attoptions) option where option not like 'pg\\_attver=%') as attoptions,
                description.description as comment
            from pg_attribute a
            join pg_type t on t.oid = a.atttypid
            left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
            left join pg_collation co on co.oid = a.attcollation and a.attcollation <> t.typcollation
            left join pg_namespace cn on cn.oid = co.collnamespace
            left join pg_constraint nn
                on nn.conrelid = a.attrelid and nn.contype = 'n' and nn.conkey = array[a.attnum]
            left join pg_description nd on nd.objoid = nn.oid and nd.classoid = 'pg_constraint'::regclass
            left join pg_description description
                on description.objoid = a.attrelid and description.classoid = 'pg_class'::regclass
                and description.objsubid = a.attnum
            where a.attrelid in (select unnest(cast(? as oid[]))) and a.attnum > 0 and not a.attisdropped
            order by a.attrelid, a.attnum
            """;

    private Columns() {}

    /** The columns of each table by its oid. */
    static Map<Long, List<Column>> read(
            CatalogSession catalog, List<Long> tables, Types types, Sequences.OfIdentities sequences)
            throws SQLException {
        var columns = new LinkedHashMap<Long, List<Column>>();
        catalog.list(
                SQL.replace(":compression", catalog.serverVersion() < 140_000 ? "null" : "a.attcompression"),
                row -> columns.computeIfAbsent(row.getLong("attrelid"), oid -> new ArrayList<>())
                        .add(column(row, types, sequences)),
                CatalogSession.oids(tables));
        return columns;
    }

    private static Column column(ResultSet row, Types types, Sequences.OfIdentities sequences) throws SQLException {
        return new Column(
                row.getString("attname"),
                types.columnType(row.getLong("atttypid"), row.getString("type")),
                collation(row),
                row.getBoolean("not_null"),
                notNull(row),
                row.getString("default_expression"),
                generation(row.getString("attgenerated")),
                identity(row, sequences),
                row.getBoolean("attislocal"),
                new ColumnTuning(
                        storage(row.getString("storage")),
                        compression(row.getString("compression")),
                        (Integer) row.getObject("statistics_target"),
                        CatalogSession.texts(row, "attoptions")),
                row.getString("comment"));
    }

    private static @Nullable ObjectName collation(ResultSet row) throws SQLException {
        var name = row.getString("collation_name");
        return name == null ? null : new ObjectName(row.getString("collation_schema"), name);
    }

    private static Column.@Nullable NotNull notNull(ResultSet row) throws SQLException {
        var name = row.getString("not_null_constraint");
        return name == null
                ? null
                : new Column.NotNull(name, row.getBoolean("not_null_local"), row.getString("not_null_comment"));
    }

    private static Column.Generation generation(String code) {
        return switch (code) {
            case "s" -> Column.Generation.STORED;
            case "v" -> Column.Generation.VIRTUAL;
            default -> Column.Generation.NONE;
        };
    }

    private static @Nullable Identity identity(ResultSet row, Sequences.OfIdentities sequences) throws SQLException {
        var code = row.getString("attidentity");
        if (code.isEmpty()) {
            return null;
        }
        // A partition draws from the sequence of its parent, and has none.
        var sequence = sequences.find(row.getLong("attrelid"), row.getInt("attnum"));
        return sequence == null
                ? null
                : new Identity(code.equals("a") ? Identity.Kind.ALWAYS : Identity.Kind.BY_DEFAULT, sequence);
    }

    private static @Nullable String storage(@Nullable String code) {
        return code == null
                ? null
                : switch (code) {
                    case "p" -> "PLAIN";
                    case "e" -> "EXTERNAL";
                    case "m" -> "MAIN";
                    default -> "EXTENDED";
                };
    }

    private static @Nullable String compression(@Nullable String code) {
        return code == null || code.isEmpty() ? null : code.equals("l") ? "lz4" : "pglz";
    }
}
