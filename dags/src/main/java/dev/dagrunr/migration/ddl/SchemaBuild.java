package dev.dagrunr.migration.ddl;

import dev.dagrunr.migration.schema.DeparsedSql;
import dev.dagrunr.migration.schema.SchemaObject;
import dev.dagrunr.migration.schema.SchemaObject.Phase;
import dev.dagrunr.migration.schema.SourceSchema;
import dev.dagrunr.migration.schema.Table;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The statements of a whole migration, in its order. Pure; immutable. */
public final class SchemaBuild {
    private static final Set<String> STANDING = Set.of("view", "materialized view", "foreign table", "trigger");

    private final SourceSchema source;
    private final TargetDdl ddl;
    private final Map<?, Table> tables;

    public SchemaBuild(SourceSchema source, TargetDdl ddl) {
        this.source = source;
        this.ddl = ddl;
        this.tables = source.tables().stream().collect(Collectors.toMap(Table::name, Function.identity()));
    }

    /** The objects that no table precedes: types, functions and what else tables may be made of. */
    public List<SchemaObject> foundation() {
        return source.objects().stream()
                .takeWhile(object -> object.table() == null)
                .toList();
    }

    /** Tables, and the objects that come between them or need them. */
    public List<SchemaObject> middle() {
        return source.objects().stream()
                .dropWhile(object -> object.table() == null)
                .filter(object -> object.phase() == Phase.EARLY)
                .toList();
    }

    /** The same from the last to the first, as they can be dropped. */
    public List<SchemaObject> middleReversed() {
        var objects = new ArrayList<>(middle());
        Collections.reverse(objects);
        return objects;
    }

    /** Views and triggers, as they can be dropped. */
    public List<SchemaObject> standing() {
        var objects = new ArrayList<>(finish());
        Collections.reverse(objects);
        return objects.stream()
                .filter(object -> object.repeat() == SchemaObject.Repeat.CREATES)
                .filter(object -> STANDING.contains(object.type()))
                .toList();
    }

    /** The triggers of some tables, as they can be dropped. */
    public List<SchemaObject> triggers(Predicate<Table> wanted) {
        var tables = source.tables().stream()
                .filter(wanted)
                .map(table -> " on " + DeparsedSql.bare(table.name().qualified().quoted()))
                .toList();
        return standing().stream()
                .filter(object -> object.type().equals("trigger"))
                .filter(object -> tables.stream()
                        .anyMatch(table -> DeparsedSql.bare(object.identity()).endsWith(table)))
                .toList();
    }

    /** What comes after rows, indexes and constraints: views, triggers, rules, policies. */
    public List<SchemaObject> finish() {
        return source.objects().stream()
                .dropWhile(object -> object.table() == null)
                .filter(object -> object.phase() == Phase.LATE)
                .toList();
    }

    /** The table that an object stands for. */
    public Table table(SchemaObject object) {
        var table = tables.get(object.table());
        if (table == null) {
            throw new IllegalArgumentException(object.type() + " " + object.identity() + " is no table of this source");
        }
        return table;
    }

    /**
     * Everything before the rows.
     *
     * @param present what the target has, which is left out
     */
    public List<DdlStatement> beforeRows(TargetObjects present) {
        // the schema of an extension is often one that is created already
        var containers = new LinkedHashSet<DdlStatement>(ddl.createSchemas(source.schemas()));
        containers.addAll(ddl.createExtensions(source.extensions()));
        var statements = new ArrayList<>(containers);
        present.missing(foundation(), ddl).forEach(object -> statements.add(ddl.create(object)));
        statements.addAll(ddl.createSequences(source.sequences()));
        for (var object : middle()) {
            if (object.table() != null) {
                var table = table(object);
                statements.addAll(ddl.createTable(table, table.persistence()));
            } else {
                present.missing(List.of(object), ddl).forEach(one -> statements.add(ddl.create(one)));
            }
        }
        statements.addAll(ddl.giveSequences(source.sequences()));
        return statements;
    }

    /** Everything after the rows but statistics. */
    public List<DdlStatement> afterRows(TargetObjects present) {
        var all = source.tables();
        var statements = new ArrayList<DdlStatement>();
        all.forEach(table -> statements.addAll(ddl.primaryKey(table)));
        all.forEach(table -> statements.addAll(ddl.uniqueKeys(table)));
        all.forEach(table -> ddl.indexes(table).forEach(statements::addAll));
        all.forEach(table -> statements.addAll(ddl.attachIndexes(table)));
        all.forEach(table -> statements.addAll(ddl.checks(table)));
        all.forEach(table -> statements.addAll(ddl.addForeignKeys(table)));
        all.forEach(table -> statements.addAll(ddl.validateForeignKeys(table)));
        present.missing(finish(), ddl).forEach(object -> statements.add(ddl.create(object)));
        statements.addAll(ddl.finishSequences(source.sequences()));
        all.forEach(table -> statements.addAll(ddl.finishTable(table)));
        return statements;
    }
}
