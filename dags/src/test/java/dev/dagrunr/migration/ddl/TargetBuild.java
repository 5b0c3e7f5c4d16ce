package dev.dagrunr.migration.ddl;

import dev.dagrunr.migration.schema.Index;
import dev.dagrunr.migration.schema.Key;
import dev.dagrunr.migration.schema.Persistence;
import dev.dagrunr.migration.schema.SourceSchema;
import dev.dagrunr.migration.schema.Table;
import dev.dagrunr.migration.schema.TableSize;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All statements for a source in the order of a migration, and what of a source must be equal afterwards. */
final class TargetBuild {
    private TargetBuild() {}

    static List<DdlStatement> statements(SourceSchema source, SchemaMapping mapping) {
        var ddl = new TargetDdl(mapping, source.extensions());
        var statements = new ArrayList<DdlStatement>();
        statements.addAll(ddl.createSchemas(source.schemas()));
        statements.addAll(ddl.createTypes(source.types()));
        statements.addAll(ddl.createSequences(source.sequences()));
        source.tables().forEach(table -> statements.addAll(ddl.createTable(table, Persistence.UNLOGGED)));
        source.tables().forEach(table -> statements.addAll(ddl.setLogged(table)));
        source.tables().forEach(table -> statements.addAll(ddl.primaryKey(table)));
        source.tables().forEach(table -> statements.addAll(ddl.uniqueKeys(table)));
        source.tables().forEach(table -> ddl.indexes(table).forEach(statements::addAll));
        source.tables().forEach(table -> statements.addAll(ddl.checks(table)));
        source.tables().forEach(table -> statements.addAll(ddl.addForeignKeys(table)));
        source.tables().forEach(table -> statements.addAll(ddl.validateForeignKeys(table)));
        statements.addAll(ddl.finishSequences(source.sequences()));
        source.tables().forEach(table -> statements.addAll(ddl.finishTable(table)));
        source.tables().forEach(table -> statements.add(ddl.analyze(table)));
        return statements;
    }

    static void build(Connection target, SourceSchema source, SchemaMapping mapping) {
        DdlExecutor.create().execute(target, statements(source, mapping));
    }

    /** The tables without what depends on their rows. */
    static List<Table> withoutSizes(List<Table> tables) {
        return tables.stream().map(TargetBuild::withoutSizes).toList();
    }

    private static Table withoutSizes(Table table) {
        return new Table(
                table.name(),
                table.persistence(),
                new TableSize(0, 0, 0),
                table.storage(),
                table.columns(),
                withoutSize(table.primaryKey()),
                table.uniqueKeys().stream()
                        .map(key -> new Key(
                                key.name(),
                                key.columns(),
                                key.definition(),
                                key.deferrable(),
                                key.initiallyDeferred(),
                                key.temporal(),
                                withoutSize(key.index()),
                                key.comment()))
                        .toList(),
                table.constraints(),
                table.foreignKeys(),
                table.indexes().stream().map(TargetBuild::withoutSize).toList(),
                table.comment());
    }

    private static @Nullable Key withoutSize(@Nullable Key key) {
        return key == null
                ? null
                : new Key(
                        key.name(),
                        key.columns(),
                        key.definition(),
                        key.deferrable(),
                        key.initiallyDeferred(),
                        key.temporal(),
                        withoutSize(key.index()),
                        key.comment());
    }

    private static Index withoutSize(Index index) {
        return new Index(index.name(), index.definition(), index.method(), index.unique(), 0, index.comment());
    }
}
