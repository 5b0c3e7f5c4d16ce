package dev.dagrunr.migration.ddl;

import dev.dagrunr.migration.schema.ObjectName;
import dev.dagrunr.migration.schema.Persistence;
import dev.dagrunr.migration.schema.Sequence;
import dev.dagrunr.migration.schema.Table;
import dev.dagrunr.migration.sql.Identifier;
import dev.dagrunr.migration.sql.Literal;
import java.util.ArrayList;
import java.util.List;

/** Sequences, their options, owners and positions. */
final class SequenceDdl {
    /** How a statement begins that says where a sequence stands. */
    static final String POSITION = "select pg_catalog.setval(";

    private final Relocation relocation;

    SequenceDdl(Relocation relocation) {
        this.relocation = relocation;
    }

    List<DdlStatement> create(Sequence sequence) {
        var name = relocation.name(sequence.name());
        var quoted = name.qualified().quoted();
        var unlogged = sequence.persistence() == Persistence.UNLOGGED ? "unlogged " : "";
        return List.of(
                DdlStatement.unless(
                        Existence.sequence(name),
                        "Creating sequence " + name,
                        "create " + unlogged + "sequence " + quoted + type(sequence) + options(sequence.options())),
                // One that was there before may count otherwise.
                DdlStatement.repeatable(
                        "Setting the options of sequence " + name,
                        "alter sequence " + quoted + type(sequence) + options(sequence.options())));
    }

    /** What stands in the parentheses of an identity column. */
    String ofIdentity(Sequence sequence) {
        return "sequence name " + relocation.qualified(sequence.name()).quoted() + options(sequence.options());
    }

    /** Makes it its column's, while both belong to the same role. */
    List<DdlStatement> give(Sequence sequence) {
        var owner = sequence.ownedBy();
        if (owner == null) {
            return List.of();
        }
        var name = relocation.name(sequence.name());
        var table = relocation.name(owner.table());
        return List.of(DdlStatement.unless(
                Existence.ownedBy(name, table, owner.column()),
                "Giving sequence " + name + " to column " + owner.column() + " of " + table,
                "alter sequence " + name.qualified().quoted() + " owned by "
                        + table.qualified().quoted() + "." + new Identifier(owner.column()).quoted()));
    }

    List<DdlStatement> finish(Sequence sequence) {
        var name = relocation.name(sequence.name());
        var quoted = name.qualified().quoted();
        var statements = new ArrayList<DdlStatement>();
        statements.add(DdlStatement.repeatable(
                "Setting sequence " + name,
                setval(new Literal(quoted).quoted() + "::pg_catalog.regclass", sequence.position())));
        if (sequence.comment() != null) {
            statements.add(Comments.on("sequence " + name, "sequence " + quoted, sequence.comment()));
        }
        return statements;
    }

    /** Positions of the sequences inside identity columns, whatever those sequences are called on the target. */
    List<DdlStatement> positionIdentities(Table table) {
        var name = relocation.name(table.name());
        var statements = new ArrayList<DdlStatement>();
        for (var column : table.columns()) {
            var identity = column.identity();
            if (identity != null && identity.sequence().persistence() != table.persistence()) {
                var persistence = identity.sequence().persistence() == Persistence.UNLOGGED ? "unlogged" : "logged";
                statements.add(DdlStatement.repeatable(
                        "Setting the persistence of identity column " + column.name() + " of " + name,
                        "alter sequence "
                                + relocation
                                        .qualified(identity.sequence().name())
                                        .quoted() + " set " + persistence));
            }
            if (identity != null) {
                statements.add(DdlStatement.repeatable(
                        "Setting identity column " + column.name() + " of " + name,
                        setval(
                                sequenceOf(name, column.name()),
                                identity.sequence().position())));
            }
        }
        return statements;
    }

    private static String sequenceOf(ObjectName table, String column) {
        return "pg_catalog.pg_get_serial_sequence("
                + new Literal(table.qualified().quoted()).quoted() + ", " + new Literal(column).quoted()
                + ")::pg_catalog.regclass";
    }

    private static String setval(String sequence, Sequence.Position position) {
        return POSITION + sequence + ", " + position.lastValue() + ", " + position.called() + ")";
    }

    private static String type(Sequence sequence) {
        return " as " + sequence.options().dataType();
    }

    private static String options(Sequence.Options options) {
        return " start with " + options.start()
                + " increment by " + options.increment()
                + " minvalue " + options.minimum()
                + " maxvalue " + options.maximum()
                + " cache " + options.cache()
                + (options.cycle() ? " cycle" : " no cycle");
    }
}
