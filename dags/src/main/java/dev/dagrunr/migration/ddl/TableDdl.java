package dev.dagrunr.migration.ddl;

import dev.dagrunr.migration.schema.Column;
import dev.dagrunr.migration.schema.Identity;
import dev.dagrunr.migration.schema.Persistence;
import dev.dagrunr.migration.schema.Table;
import dev.dagrunr.migration.sql.Identifier;
import dev.dagrunr.migration.sql.Literal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tables with their columns and storage. */
final class TableDdl {
    private final Relocation relocation;
    private final SequenceDdl sequences;

    TableDdl(Relocation relocation, SequenceDdl sequences) {
        this.relocation = relocation;
        this.sequences = sequences;
    }

    List<DdlStatement> create(Table table, Persistence persistence) {
        var name = relocation.name(table.name());
        boolean unlogged = persistence == Persistence.UNLOGGED && table.holdsRows();
        var sql = "create " + (unlogged ? "unlogged " : "") + "table "
                + name.qualified().quoted() + columns(table) + parents(table) + partitionKey(table)
                + accessMethod(table) + options(table.storage().options());
        var statements = new ArrayList<DdlStatement>();
        statements.add(DdlStatement.unless(Existence.table(name), "Creating table " + name, sql));
        if (joinsParents(table)) {
            statements.addAll(inherit(table));
        } else if (table.lineage().inherits()) {
            table.columns().stream()
                    .filter(column -> !column.local())
                    .forEach(column -> statements.addAll(inherited(table, column)));
        }
        if (table.lineage().partitionBound() != null) {
            statements.add(attach(table, table.lineage().partitionBound()));
        }
        table.columns().forEach(column -> statements.addAll(tune(table, column)));
        return statements;
    }

    private String columns(Table table) {
        var lineage = table.lineage();
        if (lineage.ofType() != null) {
            var changed = table.columns().stream()
                    .map(column -> new Identifier(column.name()).quoted() + " with options" + value(column)
                            + notNullOf(table, column))
                    .filter(text -> !text.endsWith(" with options"))
                    .toList();
            return " of " + relocation.qualified(lineage.ofType()).quoted()
                    + (changed.isEmpty() ? "" : " (" + String.join(", ", changed) + ")");
        }
        var columns = table.columns().stream()
                .filter(column -> column.local() || !lineage.inherits())
                .map(column -> column(table, column));
        var notNulls = table.columns().stream()
                .filter(column -> !column.local() && lineage.inherits())
                .flatMap(TableDdl::notNull);
        var elements = Stream.concat(columns, notNulls).toList();
        return elements.isEmpty() ? " ()" : " (\n    " + String.join(",\n    ", elements) + "\n)";
    }

    /** What a child says itself of a column that it has from a parent. */
    private static Stream<String> notNull(Column column) {
        var constraint = column.notNullConstraint();
        return constraint == null || !constraint.local()
                ? Stream.empty()
                : Stream.of("constraint " + new Identifier(constraint.name()).quoted() + " not null "
                        + new Identifier(column.name()).quoted());
    }

    private String parents(Table table) {
        return table.lineage().inherits() && !joinsParents(table)
                ? table.lineage().parents().stream()
                        .map(parent -> relocation.qualified(parent).quoted())
                        .collect(Collectors.joining(", ", " inherits (", ")"))
                : "";
    }

    /** Of a child that defines all its columns itself their order is kept only when it joins its parents afterwards. */
    private static boolean joinsParents(Table table) {
        return table.lineage().inherits()
                && table.columns().stream().allMatch(column -> column.local() && !hasNotNullOfParent(column));
    }

    private static boolean hasNotNullOfParent(Column column) {
        return column.notNullConstraint() != null && !column.notNullConstraint().local();
    }

    private List<DdlStatement> inherit(Table table) {
        var name = relocation.name(table.name());
        return table.lineage().parents().stream()
                .map(relocation::name)
                .map(parent -> DdlStatement.unless(
                        Existence.inherits(name, parent),
                        "Joining " + name + " to its parent " + parent,
                        "alter table only " + name.qualified().quoted() + " inherit "
                                + parent.qualified().quoted()))
                .toList();
    }

    private String partitionKey(Table table) {
        var key = table.lineage().partitionKey();
        return key == null ? "" : " partition by " + relocation.sql(key);
    }

    private DdlStatement attach(Table table, String bound) {
        var name = relocation.name(table.name());
        var parent = relocation.qualified(table.lineage().parents().get(0)).quoted();
        return DdlStatement.unless(
                Existence.attached(name),
                "Attaching partition " + name,
                "alter table only " + parent + " attach partition "
                        + name.qualified().quoted() + " " + relocation.sql(bound));
    }

    /** What a child says otherwise of a column that it has from a parent. */
    private List<DdlStatement> inherited(Table table, Column column) {
        if (column.generation() != Column.Generation.NONE || column.identity() != null) {
            return List.of();
        }
        var expression = column.defaultExpression();
        var changes = new ArrayList<String>();
        changes.add(expression == null ? "drop default" : "set default " + relocation.sql(expression));
        if (column.notNull() && column.notNullConstraint() == null) {
            changes.add("set not null");
        }
        var name = relocation.name(table.name());
        return changes.stream()
                .map(change -> DdlStatement.repeatable(
                        "Setting inherited column " + column.name() + " of " + name,
                        "alter table only " + name.qualified().quoted() + " alter column "
                                + new Identifier(column.name()).quoted() + " " + change))
                .toList();
    }

    /** What changes no row, and so may wait until all are there. */
    List<DdlStatement> finish(Table table) {
        var name = relocation.name(table.name());
        var quoted = name.qualified().quoted();
        var statements = new ArrayList<DdlStatement>();
        var storage = table.storage();
        if (storage.clusteredIndex() != null) {
            statements.add(DdlStatement.repeatable(
                    "Marking the index that " + name + " is clustered on",
                    "alter table " + quoted + " cluster on " + new Identifier(storage.clusteredIndex()).quoted()));
        }
        statements.addAll(replicaIdentity(table));
        if (table.comment() != null) {
            statements.add(Comments.on("table " + name, "table " + quoted, table.comment()));
        }
        for (var column : table.columns()) {
            if (column.comment() != null) {
                statements.add(Comments.on(
                        "column " + column.name() + " of " + name,
                        "column " + quoted + "." + new Identifier(column.name()).quoted(),
                        column.comment()));
            }
            var constraint = column.notNullConstraint();
            if (constraint != null && constraint.comment() != null) {
                statements.add(Comments.onConstraint(name, constraint.name(), constraint.comment()));
            }
        }
        return statements;
    }

    private List<DdlStatement> replicaIdentity(Table table) {
        var name = relocation.name(table.name());
        var index = table.storage().replicaIdentityIndex();
        var identity = switch (table.storage().replicaIdentity()) {
            case DEFAULT -> null;
            case FULL -> "full";
            case NOTHING -> "nothing";
            // The index may have been dropped since; the server then has no identity either.
            case INDEX -> index == null ? "nothing" : "using index " + new Identifier(index).quoted();
        };
        return identity == null
                ? List.of()
                : List.of(DdlStatement.repeatable(
                        "Setting the replica identity of " + name,
                        "alter table " + name.qualified().quoted() + " replica identity " + identity));
    }

    private String column(Table table, Column column) {
        var sql = new StringBuilder(new Identifier(column.name()).quoted())
                .append(' ')
                .append(relocation.sql(column.type().sql()));
        if (column.tuning().compression() != null && !table.lineage().inherits()) {
            sql.append(" compression ").append(column.tuning().compression());
        }
        if (column.collation() != null) {
            sql.append(" collate ")
                    .append(relocation.qualified(column.collation()).quoted());
        }
        return sql.append(value(column)).append(notNullOf(table, column)).toString();
    }

    private static String notNullOf(Table table, Column column) {
        var constraint = column.notNullConstraint();
        if (!column.notNull() || (table.lineage().inherits() && hasNotNullOfParent(column))) {
            return "";
        }
        return (constraint == null ? "" : " constraint " + new Identifier(constraint.name()).quoted()) + " not null";
    }

    private String value(Column column) {
        var identity = column.identity();
        if (identity != null) {
            var kind = identity.kind() == Identity.Kind.ALWAYS ? "always" : "by default";
            return " generated " + kind + " as identity (" + sequences.ofIdentity(identity.sequence()) + ")";
        }
        if (column.defaultExpression() == null) {
            return "";
        }
        var expression = relocation.sql(column.defaultExpression());
        return switch (column.generation()) {
            case NONE -> " default " + expression;
            case STORED -> " generated always as (" + expression + ") stored";
            case VIRTUAL -> " generated always as (" + expression + ") virtual";
        };
    }

    private List<DdlStatement> tune(Table table, Column column) {
        var name = relocation.name(table.name());
        var tuning = column.tuning();
        var changes = new ArrayList<String>();
        if (tuning.storage() != null) {
            changes.add("set storage " + tuning.storage());
        }
        if (tuning.compression() != null && table.lineage().inherits()) {
            // a child may compress otherwise than its parents, but not be made so
            changes.add("set compression " + tuning.compression());
        }
        if (tuning.statisticsTarget() != null) {
            changes.add("set statistics " + tuning.statisticsTarget());
        }
        if (!tuning.options().isEmpty()) {
            changes.add("set (" + joined(tuning.options()) + ")");
        }
        return changes.stream()
                .map(change -> DdlStatement.repeatable(
                        "Setting the storage of column " + column.name() + " of " + name,
                        "alter table only " + name.qualified().quoted() + " alter column "
                                + new Identifier(column.name()).quoted() + " " + change))
                .toList();
    }

    private static String accessMethod(Table table) {
        var method = table.storage().accessMethod();
        return method.equals("heap") ? "" : " using " + new Identifier(method).quoted();
    }

    private static String options(List<String> options) {
        return options.isEmpty() ? "" : " with (" + joined(options) + ")";
    }

    private static String joined(List<String> options) {
        return options.stream().map(TableDdl::option).collect(Collectors.joining(", "));
    }

    private static String option(String option) {
        int equals = option.indexOf('=');
        var name = option.substring(0, equals);
        var value = new Literal(option.substring(equals + 1)).quoted();
        // toast.name is two words to the server, each a name of its own.
        return name.startsWith("toast.")
                ? "toast." + new Identifier(name.substring("toast.".length())).quoted() + " = " + value
                : new Identifier(name).quoted() + " = " + value;
    }
}
