package dev.dagrunr.migration.schema;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where sequences stand now. Sequences are outside of transactions: a source that is written to while its rows move may have
 * drawn numbers, before the snapshot of the rows, that were not drawn when its schema was read. Immutable.
 */
public final class SequencePositions {
    private final Map<ObjectName, Long> lastValues;

    private SequencePositions(Map<ObjectName, Long> lastValues) {
        this.lastValues = Map.copyOf(lastValues);
    }

    /** Of all sequences of a schema that are still there and were ever called. */
    public static SequencePositions read(Connection source, SourceSchema schema) throws SQLException {
        // asked of rows of pg_sequence: of any other relation, which a plan may come to first, the function is an error
        var sql = """
                select n.nspname, c.relname, pg_sequence_last_value(s.seqrelid) as last_value
                  from pg_sequence s
                  join pg_class c on c.oid = s.seqrelid
                  join pg_namespace n on n.oid = c.relnamespace
                  join unnest(?::text[], ?::text[]) as wanted(nspname, relname)
                    on wanted.nspname = n.nspname and wanted.relname = c.relname
                 where pg_sequence_last_value(s.seqrelid) is not null
                """;
        var names = names(schema);
        var found = new HashMap<ObjectName, Long>();
        try (var statement = source.prepareStatement(sql)) {
            statement.setArray(
                    1,
                    source.createArrayOf(
                            "text", names.stream().map(ObjectName::schema).toArray()));
            statement.setArray(
                    2,
                    source.createArrayOf(
                            "text", names.stream().map(ObjectName::name).toArray()));
            try (var row = statement.executeQuery()) {
                while (row.next()) {
                    found.put(new ObjectName(row.getString(1), row.getString(2)), row.getLong(3));
                }
            }
        }
        return new SequencePositions(found);
    }

    private static List<ObjectName> names(SourceSchema schema) {
        var names = new ArrayList<ObjectName>();
        schema.sequences().forEach(sequence -> names.add(sequence.name()));
        schema.tables().stream()
                .flatMap(table -> table.columns().stream())
                .map(Column::identity)
                .forEach(identity -> {
                    if (identity != null) {
                        names.add(identity.sequence().name());
                    }
                });
        return names;
    }

    /** The same sequences, each where it is or was, whichever is further on. */
    public List<Sequence> of(List<Sequence> sequences) {
        return sequences.stream().map(this::of).toList();
    }

    /** The same table with the sequences of its identity columns where they are or were, whichever is further on. */
    public Table of(Table table) {
        return table.withColumns(table.columns().stream()
                .map(column -> column.identity() == null
                        ? column
                        : column.withIdentity(new Identity(
                                column.identity().kind(), of(column.identity().sequence()))))
                .toList());
    }

    private Sequence of(Sequence sequence) {
        var now = lastValues.get(sequence.name());
        var then = sequence.position();
        var increment = sequence.options().increment();
        if (now == null || then.called() && Long.compare(now, then.lastValue()) * Long.signum(increment) <= 0) {
            return sequence;
        }
        return sequence.withPosition(new Sequence.Position(now, true));
    }
}
