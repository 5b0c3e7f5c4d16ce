package dev.dagrunr.migration.ddl;

import dev.dagrunr.migration.schema.Column;
import dev.dagrunr.migration.schema.Constraint;
import dev.dagrunr.migration.schema.ForeignKey;
import dev.dagrunr.migration.schema.Index;
import dev.dagrunr.migration.schema.Key;
import dev.dagrunr.migration.schema.ObjectName;
import dev.dagrunr.migration.schema.Table;
import dev.dagrunr.migration.sql.Identifier;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Keys, indexes, checks and foreign keys of tables that have their rows. */
final class ConstraintDdl {
    /**
     * For the join that a foreign key is checked by. Its rows were just written and its indexes just made: where the referencing
     * columns have an index, a merge of two indexes took 0.9 s for 5 million rows, and a hash join, which looks each row up somewhere
     * else, 2.9 s (PostgreSQL 15, one process). By its own costs the planner takes the hash.
     */
    private static final List<String> INDEXES_IN_MEMORY = List.of(
            "set local random_page_cost = 1.1",
            "set local cpu_index_tuple_cost = 0.001",
            "set local cpu_tuple_cost = 0.0005");

    private final Relocation relocation;

    ConstraintDdl(Relocation relocation) {
        this.relocation = relocation;
    }

    List<DdlStatement> key(Table table, Key key, String kind) {
        var name = relocation.name(table.name());
        var statements = new ArrayList<DdlStatement>();
        if (bringsIndex(table, key)) {
            statements.add(addOnly(name, kind, key.name(), relocation.sql(key.definition())));
        } else {
            // Building the index takes a lock that lets others build theirs; taking it over is instant.
            statements.add(createIndex(name, key.index()));
            statements.add(add(name, kind, key.name(), usingIndex(key, kind)));
        }
        statements.addAll(indexComment(table, key.index()));
        statements.addAll(comment(name, key.name(), key.comment()));
        return statements;
    }

    List<DdlStatement> keyIndex(Table table, Key key) {
        return bringsIndex(table, key) ? List.of() : List.of(createIndex(relocation.name(table.name()), key.index()));
    }

    /** A partitioned table takes over no index. A primary key that does makes the not-null constraints of parents its own. */
    private static boolean bringsIndex(Table table, Key key) {
        return key.temporal()
                || table.lineage().partitioned()
                || (key.equals(table.primaryKey()) && table.lineage().inherits() && hasNotNullOfParent(table, key));
    }

    private static boolean hasNotNullOfParent(Table table, Key key) {
        return table.columns().stream()
                .filter(column -> key.columns().contains(column.name()))
                .map(Column::notNullConstraint)
                .anyMatch(constraint -> constraint != null && !constraint.local());
    }

    List<DdlStatement> index(Table table, Index index) {
        var statements = new ArrayList<DdlStatement>();
        statements.add(createIndex(relocation.name(table.name()), index));
        statements.addAll(indexComment(table, index));
        return statements;
    }

    /** Added unchecked under a short exclusive lock, then validated under one that lets others read and write. */
    List<DdlStatement> check(Table table, Constraint constraint) {
        var name = relocation.name(table.name());
        var definition = relocation.sql(constraint.definition());
        var statements = new ArrayList<DdlStatement>();
        boolean ofParent = !constraint.local() && constraint.kind() != Constraint.Kind.EXCLUSION;
        if (ofParent && !table.lineage().parents().isEmpty()) {
            // it comes from the parent, for all its children at once
            return statements;
        }
        boolean later = constraint.kind() == Constraint.Kind.CHECK && constraint.validated();
        statements.add(DdlStatement.unless(
                Existence.localConstraint(name, constraint.name()),
                "Adding constraint " + constraint.name() + " to " + name,
                "alter table " + (constraint.kind() == Constraint.Kind.EXCLUSION ? "only " : "")
                        + name.qualified().quoted() + " add constraint "
                        + new Identifier(constraint.name()).quoted() + " "
                        + (later ? definition + " not valid" : definition)));
        if (later) {
            statements.add(validate(name, constraint.name()));
        }
        statements.addAll(comment(name, constraint.name(), constraint.comment()));
        return statements;
    }

    List<DdlStatement> addForeignKey(Table table, ForeignKey key) {
        var name = relocation.name(table.name());
        var definition = relocation.sql(key.definition());
        var statements = new ArrayList<DdlStatement>();
        // A partitioned table takes no key that is to be validated later.
        boolean later = key.validated() && !table.lineage().partitioned();
        statements.add(add(name, "foreign key", key.name(), later ? definition + " not valid" : definition));
        statements.addAll(comment(name, key.name(), key.comment()));
        return statements;
    }

    List<DdlStatement> validateForeignKey(Table table, ForeignKey key) {
        return key.validated()
                ? List.of(validate(relocation.name(table.name()), key.name()).with(INDEXES_IN_MEMORY))
                : List.of();
    }

    /** Makes the indexes of a partition parts of those of its parent, of which all must be there. */
    List<DdlStatement> attachIndexes(Table table) {
        var keys = Stream.concat(Stream.ofNullable(table.primaryKey()), table.uniqueKeys().stream())
                .map(Key::index);
        return Stream.concat(keys, table.indexes().stream())
                .flatMap(index -> attach(table, index.name(), index.attachedTo()).stream())
                .toList();
    }

    /** The same for the indexes behind exclusion constraints, which come with these. */
    List<DdlStatement> attachExclusions(Table table) {
        return table.constraints().stream()
                .flatMap(constraint -> attach(table, constraint.name(), constraint.attachedTo()).stream())
                .toList();
    }

    private List<DdlStatement> attach(Table table, String index, @Nullable ObjectName attachedTo) {
        if (attachedTo == null) {
            return List.of();
        }
        var name = relocation.name(new ObjectName(table.name().schema(), index));
        var parent = relocation.name(attachedTo);
        return List.of(DdlStatement.unless(
                Existence.attached(name),
                "Attaching index " + name + " to " + parent,
                "alter index " + parent.qualified().quoted() + " attach partition "
                        + name.qualified().quoted()));
    }

    private static DdlStatement addOnly(ObjectName table, String kind, String constraint, String definition) {
        return DdlStatement.unless(
                Existence.constraint(table, constraint),
                "Adding " + kind + " " + constraint + " to " + table,
                "alter table only " + table.qualified().quoted() + " add constraint "
                        + new Identifier(constraint).quoted() + " " + definition);
    }

    private DdlStatement createIndex(ObjectName table, Index index) {
        return DdlStatement.unless(
                Existence.index(table, index.name()),
                "Creating index " + index.name() + " on " + table,
                relocation.sql(index.definition()));
    }

    private static String usingIndex(Key key, String kind) {
        return kind + " using index " + new Identifier(key.index().name()).quoted()
                + (key.deferrable() ? " deferrable" : "")
                + (key.initiallyDeferred() ? " initially deferred" : "");
    }

    private static DdlStatement add(ObjectName table, String kind, String constraint, String definition) {
        return DdlStatement.unless(
                Existence.constraint(table, constraint),
                "Adding " + kind + " " + constraint + " to " + table,
                "alter table " + table.qualified().quoted() + " add constraint " + new Identifier(constraint).quoted()
                        + " " + definition);
    }

    private static DdlStatement validate(ObjectName table, String constraint) {
        return DdlStatement.unless(
                Existence.validated(table, constraint),
                "Validating " + constraint + " of " + table,
                "alter table " + table.qualified().quoted() + " validate constraint "
                        + new Identifier(constraint).quoted());
    }

    private List<DdlStatement> indexComment(Table table, Index index) {
        if (index.comment() == null) {
            return List.of();
        }
        var name = new ObjectName(relocation.name(table.name()).schema(), index.name());
        return List.of(Comments.on("index " + name, "index " + name.qualified().quoted(), index.comment()));
    }

    private static List<DdlStatement> comment(ObjectName table, String constraint, @Nullable String comment) {
        return comment == null ? List.of() : List.of(Comments.onConstraint(table, constraint, comment));
    }
}
