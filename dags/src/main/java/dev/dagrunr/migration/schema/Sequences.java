package dev.dagrunr.migration.schema;

import static java.util.Objects.requireNonNull;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The sequences of the selected schemas, and whose they are. */
final class Sequences {
    private static final String SQL = """
            select c.oid, n.nspname, c.relname, c.relpersistence, format_type(s.seqtypid, null) as data_type,
                s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache, s.seqcycle,
                pg_sequence_last_value(c.oid) as last_value, own.deptype, own.refobjid as owner_oid,
                own.refobjsubid as owner_attnum, own.nspname as owner_schema, own.relname as owner_table,
                own.attname as owner_column, description.description as comment,
                exists (
                    select from pg_depend d join pg_attrdef ad on ad.oid = d.objid
                    where d.classid = 'pg_attrdef'::regclass and d.refclassid = 'pg_class'::regclass
                        and d.refobjid = c.oid and ad.adrelid in (select unnest(cast(? as oid[])))
                ) as drawn_from
            from pg_sequence s
            join pg_class c on c.oid = s.seqrelid
            join pg_namespace n on n.oid = c.relnamespace
            left join pg_description description
                on description.objoid = c.oid and description.classoid = 'pg_class'::regclass and description.objsubid = 0
            left join lateral (
                select d.deptype, d.refobjid, d.refobjsubid, tn.nspname, t.relname, a.attname
                from pg_depend d
                join pg_class t on t.oid = d.refobjid
                join pg_namespace tn on tn.oid = t.relnamespace
                join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
                where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.objsubid = 0
                    and d.refclassid = 'pg_class'::regclass and d.deptype in ('a', 'i')
            ) own on true
            where n.nspname = any (?) and c.relpersistence <> 't'
                and not exists (
                    select from pg_depend d
                    where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
            order by n.nspname, c.relname
            """;
    /** Bounds the length of one statement; the parser nests its unions. */
    private static final int POSITIONS_AT_ONCE = 500;

    private final List<Found> sequences;
    private final Map<ObjectName, Sequence.Position> positions;
    private final Set<Long> tables;

    private Sequences(List<Found> sequences, Map<ObjectName, Sequence.Position> positions, Collection<Long> tables) {
        this.sequences = sequences;
        this.positions = positions;
        this.tables = Set.copyOf(tables);
    }

    static Sequences read(CatalogSession catalog, List<String> schemas, List<Long> tables) throws SQLException {
        var found = catalog.list(SQL, Sequences::found, CatalogSession.oids(tables), catalog.names(schemas));
        var uncalled = found.stream()
                .filter(sequence -> sequence.position == null)
                .map(Found::name)
                .toList();
        return new Sequences(found, positions(catalog, uncalled), tables);
    }

    /** Those that are not part of an identity column and that the selected tables leave reason to carry. */
    List<Sequence> carried() {
        return sequences.stream()
                .filter(found -> !found.ofIdentity())
                .filter(found -> found.owner == null || tables.contains(found.ownerOid) || found.drawnFrom)
                .map(found -> found.sequence(positions, tables.contains(found.ownerOid)))
                .toList();
    }

    /** The numbers of all that are created, those of identity columns among them. */
    List<Long> carriedOids() {
        return sequences.stream()
                .filter(found -> found.owner == null || tables.contains(found.ownerOid) || found.drawnFrom)
                .map(Found::oid)
                .toList();
    }

    OfIdentities ofIdentities() {
        return new OfIdentities(sequences.stream()
                .filter(Found::ofIdentity)
                .collect(Collectors.toMap(
                        found -> new ColumnId(found.ownerOid, found.ownerAttnum),
                        found -> found.sequence(positions, false))));
    }

    // A sequence that was never called has no last value for the catalog's function, but may have been set.
    private static Map<ObjectName, Sequence.Position> positions(CatalogSession catalog, List<ObjectName> names)
            throws SQLException {
        var positions = new HashMap<ObjectName, Sequence.Position>();
        for (int from = 0; from < names.size(); from += POSITIONS_AT_ONCE) {
            var batch = names.subList(from, Math.min(names.size(), from + POSITIONS_AT_ONCE));
            var sql = batch.stream()
                    .map(name -> "select last_value, is_called from "
                            + name.qualified().quoted())
                    .collect(Collectors.joining(" union all "));
            var read = catalog.list(sql, row -> new Sequence.Position(row.getLong(1), row.getBoolean(2)));
            for (int i = 0; i < batch.size(); i++) {
                positions.put(batch.get(i), read.get(i));
            }
        }
        return positions;
    }

    private static Found found(ResultSet row) throws SQLException {
        var ownerTable = row.getString("owner_table");
        return new Found(
                row.getLong("oid"),
                new ObjectName(row.getString("nspname"), row.getString("relname")),
                row.getString("relpersistence").equals("u") ? Persistence.UNLOGGED : Persistence.PERMANENT,
                new Sequence.Options(
                        row.getString("data_type"),
                        row.getLong("seqstart"),
                        row.getLong("seqincrement"),
                        row.getLong("seqmin"),
                        row.getLong("seqmax"),
                        row.getLong("seqcache"),
                        row.getBoolean("seqcycle")),
                position((Long) row.getObject("last_value")),
                ownerTable == null
                        ? null
                        : new Sequence.Owner(
                                new ObjectName(row.getString("owner_schema"), ownerTable),
                                row.getString("owner_column")),
                row.getLong("owner_oid"),
                row.getInt("owner_attnum"),
                "i".equals(row.getString("deptype")),
                row.getBoolean("drawn_from"),
                row.getString("comment"));
    }

    private static Sequence.@Nullable Position position(@Nullable Long lastValue) {
        return lastValue == null ? null : new Sequence.Position(lastValue, true);
    }

    /** The sequences inside identity columns. */
    static final class OfIdentities {
        private final Map<ColumnId, Sequence> sequences;

        private OfIdentities(Map<ColumnId, Sequence> sequences) {
            this.sequences = sequences;
        }

        @Nullable Sequence find(long table, int attnum) {
            return sequences.get(new ColumnId(table, attnum));
        }
    }

    private record ColumnId(long table, int attnum) {}

    private record Found(
            long oid,
            ObjectName name,
            Persistence persistence,
            Sequence.Options options,
            Sequence.@Nullable Position position,
            Sequence.@Nullable Owner owner,
            long ownerOid,
            int ownerAttnum,
            boolean ofIdentity,
            boolean drawnFrom,
            @Nullable String comment) {
        Sequence sequence(Map<ObjectName, Sequence.Position> positions, boolean owned) {
            return new Sequence(
                    name,
                    persistence,
                    options,
                    position == null ? requireNonNull(positions.get(name)) : position,
                    owned ? owner : null,
                    comment);
        }
    }
}
