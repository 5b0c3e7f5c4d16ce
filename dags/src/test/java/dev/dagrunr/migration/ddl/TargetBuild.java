package dev.dagrunr.migration.ddl;

import dev.dagrunr.migration.schema.Index;
import dev.dagrunr.migration.schema.Key;
import dev.dagrunr.migration.schema.SourceSchema;
import dev.dagrunr.migration.schema.Table;
import dev.dagrunr.migration.schema.TableSize;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All statements for a source in the order of a migration, and what of a source must be equal afterwards. */
final class TargetBuild {
    private TargetBuild() {}

    static void build(Connection target, SourceSchema source, SchemaMapping mapping) throws SQLException {
        var ddl = new TargetDdl(mapping, source.extensions());
        var build = new SchemaBuild(source, ddl);
        var executor = DdlExecutor.create();
        try (var statement = target.createStatement()) {
            statement.execute("set search_path = ''");
        }
        executor.executeTogether(target, build.beforeRows(TargetObjects.read(target)));
        source.tables().forEach(table -> executor.execute(target, ddl.setLogged(table)));
        executor.executeTogether(target, build.afterRows(TargetObjects.read(target)));
        source.tables().forEach(table -> executor.execute(target, ddl.analyze(table)));
        try (var statement = target.createStatement()) {
            statement.execute("reset search_path");
        }
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
                table.lineage(),
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
        return new Index(
                index.name(),
                index.definition(),
                index.method(),
                index.unique(),
                0,
                index.attachedTo(),
                index.comment());
    }
}
