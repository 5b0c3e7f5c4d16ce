package dev.dagrunr.migration.ddl;

import dev.dagrunr.migration.schema.DeparsedSql;
import dev.dagrunr.migration.schema.ExtensionUse;
import dev.dagrunr.migration.schema.Key;
import dev.dagrunr.migration.schema.ObjectName;
import dev.dagrunr.migration.schema.Persistence;
import dev.dagrunr.migration.schema.Placement;
import dev.dagrunr.migration.schema.SchemaObject;
import dev.dagrunr.migration.schema.Sequence;
import dev.dagrunr.migration.schema.SourceSchema;
import dev.dagrunr.migration.schema.Table;
import dev.dagrunr.migration.sql.Identifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The statements that make a target like a source, in the order of this class: schemas, types, sequences and bare
 * tables before the rows; the rest after them. Pure: no statement is run here. Immutable.
 *
 * <p>Running any list again, whole, after a crash anywhere in it ends in the same state.
 */
public final class TargetDdl {
    private final Relocation relocation;
    private final SequenceDdl sequences;
    private final TableDdl tables;
    private final ConstraintDdl constraints;
    private final Map<ObjectName, String> tablespaces;

    /**
     * @param extensions as {@link SourceSchema#extensions} has them: what they hold keeps its schema on the target
     */
    public TargetDdl(SchemaMapping mapping, List<ExtensionUse> extensions) {
        this(mapping, extensions, List.of());
    }

    /** @param placements what goes into a tablespace of its own, which the target must have */
    public TargetDdl(SchemaMapping mapping, List<ExtensionUse> extensions, List<Placement> placements) {
        relocation = new Relocation(mapping, extensions);
        sequences = new SequenceDdl(relocation);
        tables = new TableDdl(relocation, sequences);
        constraints = new ConstraintDdl(relocation);
        tablespaces =
                placements.stream().collect(Collectors.toMap(Placement::relation, Placement::tablespace, (a, b) -> a));
    }

    /** Where a table, type or sequence of the source is on the target. */
    public ObjectName targetOf(ObjectName source) {
        return relocation.name(source);
    }

    /** The schemas that the given ones of the source become. */
    public List<DdlStatement> createSchemas(List<String> schemas) {
        return schemas.stream()
                .map(relocation::schema)
                .distinct()
                .map(TargetDdl::createSchema)
                .toList();
    }

    private static DdlStatement createSchema(String schema) {
        return DdlStatement.unless(
                Existence.schema(schema),
                "Creating schema " + schema,
                "create schema if not exists " + new Identifier(schema).quoted());
    }

    /** Extensions, in the order given, each where the source has it. */
    public List<DdlStatement> createExtensions(List<ExtensionUse> extensions) {
        var statements = new ArrayList<DdlStatement>();
        for (var extension : extensions) {
            statements.add(createSchema(extension.schema()));
            statements.add(DdlStatement.unless(
                    Existence.extension(extension.name()),
                    "Creating extension " + extension.name(),
                    "create extension if not exists " + new Identifier(extension.name()).quoted() + " with schema "
                            + new Identifier(extension.schema()).quoted()));
        }
        return statements;
    }

    /** Removes those that the target has, in the order given. */
    public List<DdlStatement> drop(List<SchemaObject> objects, TargetObjects present) {
        return objects.stream()
                .filter(object -> present.contains(object, this))
                .map(object -> {
                    var identity = identity(object);
                    return DdlStatement.repeatable(
                            "Dropping " + object.type() + " " + identity,
                            "drop " + object.type() + " if exists " + identity);
                })
                .toList();
    }

    /** Removes a table that the target has in the place of this one. */
    public DdlStatement drop(Table table) {
        var name = relocation.name(table.name());
        return DdlStatement.repeatable(
                "Dropping table " + name,
                "drop table if exists " + name.qualified().quoted());
    }

    /** An object that is no table, all its statements in one. */
    public DdlStatement create(SchemaObject object) {
        var first = first(object);
        var further = object.statements().stream().skip(1).map(relocation::sql).toList();
        var statement = new DdlStatement(first.purpose(), first.sql(), first.unless(), further, false);
        return object.type().equals("materialized view") ? placed(statement, object.identity()) : statement;
    }

    private DdlStatement placed(DdlStatement statement, String identity) {
        var bare = DeparsedSql.bare(identity);
        return tablespaces.keySet().stream()
                .filter(name -> DeparsedSql.bare(name.qualified().quoted()).equals(bare))
                .map(name -> placed(List.of(statement), name).get(0))
                .findFirst()
                .orElse(statement);
    }

    /** @param statements the first of which creates the relation */
    private List<DdlStatement> placed(List<DdlStatement> statements, ObjectName relation) {
        var tablespace = tablespaces.get(relation);
        if (tablespace == null || statements.isEmpty()) {
            return statements;
        }
        var placed = new ArrayList<>(statements);
        placed.set(0, placed.get(0).in(new Identifier(tablespace)));
        return placed;
    }

    private static ObjectName indexOf(Table table, String index) {
        return new ObjectName(table.name().schema(), index);
    }

    private DdlStatement first(SchemaObject object) {
        var identity = identity(object);
        var sql = relocation.sql(object.statements().get(0));
        return switch (object.repeat()) {
            case CREATES -> DdlStatement.repeatable("Creating " + object.type() + " " + identity, sql);
            case ADDS -> DdlStatement.repeatable("Adding to " + object.type() + " " + identity, sql);
            case SETS, OWNS, GRANTS -> DdlStatement.repeatable("Setting " + object.type() + " " + identity, sql);
            case FILLS ->
                DdlStatement.unless(Existence.populated(identity), "Filling " + object.type() + " " + identity, sql);
        };
    }

    /** What tells an object from others of the target, however its name is quoted. */
    String key(SchemaObject object) {
        return TargetObjects.key(object.type(), identity(object));
    }

    /** Sequences that belong to no identity column, before the tables whose defaults draw from them. */
    public List<DdlStatement> createSequences(List<Sequence> sequences) {
        return sequences.stream()
                .flatMap(sequence -> this.sequences.create(sequence).stream())
                .toList();
    }

    /**
     * A table with columns, defaults, identity and generated columns, without keys, constraints and indexes.
     *
     * @param persistence how to load it, whatever it is on the source; see {@link #setLogged}
     */
    public List<DdlStatement> createTable(Table table, Persistence persistence) {
        return placed(tables.create(table, persistence), table.name());
    }

    /** Empties tables in one statement, so that foreign keys between them do not hinder. */
    public DdlStatement truncate(List<Table> tables) {
        var names = tables.stream()
                .filter(Table::holdsRows)
                .map(table -> relocation.name(table.name()))
                .toList();
        return DdlStatement.repeatable(
                "Emptying " + names.stream().map(ObjectName::toString).collect(Collectors.joining(", ")),
                "truncate only "
                        + names.stream().map(name -> name.qualified().quoted()).collect(Collectors.joining(", only ")));
    }

    /** Makes a table that was loaded unlogged permanent; nothing for one that is unlogged on the source. */
    public List<DdlStatement> setLogged(Table table) {
        var name = relocation.name(table.name());
        return table.persistence() == Persistence.UNLOGGED || !table.holdsRows()
                ? List.of()
                : List.of(DdlStatement.repeatable(
                        "Making table " + name + " permanent",
                        "alter table " + name.qualified().quoted() + " set logged"));
    }

    /** The primary key, its index first; nothing for a table without one. */
    public List<DdlStatement> primaryKey(Table table) {
        var key = table.primaryKey();
        return key == null
                ? List.of()
                : placed(
                        constraints.key(table, key, "primary key"),
                        indexOf(table, key.index().name()));
    }

    /** The index that a primary key or unique constraint takes over; none for a temporal key, which brings its own. */
    public List<DdlStatement> keyIndex(Table table, Key key) {
        return placed(
                constraints.keyIndex(table, key), indexOf(table, key.index().name()));
    }

    /** Unique constraints, each after its index. */
    public List<DdlStatement> uniqueKeys(Table table) {
        return table.uniqueKeys().stream()
                .flatMap(key ->
                        placed(
                                constraints.key(table, key, "unique"),
                                indexOf(table, key.index().name()))
                                .stream())
                .toList();
    }

    /** One list for each index that backs no constraint: they may run at the same time, on connections of their own. */
    public List<List<DdlStatement>> indexes(Table table) {
        return table.indexes().stream()
                .map(index -> placed(constraints.index(table, index), indexOf(table, index.name())))
                .toList();
    }

    /** Makes the indexes of a partition parts of those of its parent, when all tables have theirs. */
    public List<DdlStatement> attachIndexes(Table table) {
        return constraints.attachIndexes(table);
    }

    /** Check and exclusion constraints, validated. */
    public List<DdlStatement> checks(Table table) {
        return table.constraints().stream()
                .flatMap(constraint ->
                        placed(constraints.check(table, constraint), indexOf(table, constraint.name())).stream())
                .toList();
    }

    /**
     * Foreign keys, not validated yet. Each locks its two tables for an instant: add those of all tables one after the
     * other, on one connection, so that none waits for another in a circle.
     */
    public List<DdlStatement> addForeignKeys(Table table) {
        return table.foreignKeys().stream()
                .flatMap(key -> constraints.addForeignKey(table, key).stream())
                .toList();
    }

    /** Checks all rows against the foreign keys of a table; those of other tables may be checked at the same time. */
    public List<DdlStatement> validateForeignKeys(Table table) {
        return table.foreignKeys().stream()
                .flatMap(key -> constraints.validateForeignKey(table, key).stream())
                .toList();
    }

    /** Makes sequences parts of the columns that they belong to, before the tables get owners of their own. */
    public List<DdlStatement> giveSequences(List<Sequence> sequences) {
        return sequences.stream()
                .flatMap(sequence -> this.sequences.give(sequence).stream())
                .toList();
    }

    /** Positions and comments of sequences, after the tables and their rows. */
    public List<DdlStatement> finishSequences(List<Sequence> sequences) {
        return sequences.stream()
                .flatMap(sequence -> this.sequences.finish(sequence).stream())
                .toList();
    }

    /** The same for those that nobody has drawn from: the others are where the target's own rows need them. */
    public List<DdlStatement> finishUnusedSequences(List<Sequence> sequences) {
        return sequences.stream()
                .flatMap(sequence -> this.sequences.finish(sequence).stream()
                        .map(statement -> statement.sql().startsWith(SequenceDdl.POSITION)
                                ? statement.onlyUnless(Existence.drawnFrom(relocation.name(sequence.name())))
                                : statement))
                .toList();
    }

    /** Identity positions, exclusion constraints as parts of the parent's, CLUSTER mark, replica identity and comments. */
    public List<DdlStatement> finishTable(Table table) {
        var statements = new ArrayList<>(sequences.positionIdentities(table));
        statements.addAll(constraints.attachExclusions(table));
        statements.addAll(tables.finish(table));
        return statements;
    }

    /**
     * Marks the pages of a table as visible to all, without which an index alone answers no query; only those that no older
     * transaction on the target keeps from it. A table that another session keeps locked is left to the server's autovacuum,
     * which itself gives way. Dead rows of attempts that failed stay for that, too.
     */
    public DdlStatement vacuum(Table table) {
        var name = relocation.name(table.name());
        return DdlStatement.alone(
                "Vacuuming " + name,
                "vacuum (index_cleanup off, truncate off) " + name.qualified().quoted());
    }

    /** Statistics for the planner: of a partition only where its root would ask another server for foreign partitions. */
    public DdlStatement analyze(Table table) {
        var name = relocation.name(table.name());
        boolean partition = table.lineage().partitionBound() != null;
        return DdlStatement.unless(
                partition ? Existence.analyzedWithRoot(name) : Existence.foreignBelow(name),
                "Analyzing " + name,
                "analyze " + name.qualified().quoted());
    }

    /** As {@link #analyze}, for a table that is of no family: not when no row was written since the last time. */
    public DdlStatement analyzeWhenChanged(Table table) {
        var name = relocation.name(table.name());
        return analyze(table).onlyUnless(Existence.foreignBelow(name).or(Upkeep.analyzed(name)));
    }

    /** The identity of a schema is its name alone, which says nowhere that it is one. */
    private String identity(SchemaObject object) {
        var schema = "SCHEMA ";
        return object.type().endsWith(" schema")
                ? relocation.sql(schema + object.identity()).substring(schema.length())
                : relocation.sql(object.identity());
    }

    Relocation relocation() {
        return relocation;
    }
}
