package dev.dagrunr.migration.ddl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dagrunr.migration.schema.Column;
import dev.dagrunr.migration.schema.ColumnTuning;
import dev.dagrunr.migration.schema.ColumnType;
import dev.dagrunr.migration.schema.Lineage;
import dev.dagrunr.migration.schema.ObjectName;
import dev.dagrunr.migration.schema.Persistence;
import dev.dagrunr.migration.schema.SchemaObject;
import dev.dagrunr.migration.schema.SourceSchema;
import dev.dagrunr.migration.schema.Table;
import dev.dagrunr.migration.schema.TableSize;
import dev.dagrunr.migration.schema.TableStorage;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SchemaComparisonTest {
    private static final ObjectName TABLE = new ObjectName("public", "t");

    @Test
    void namesOfNotNullConstraintsDifferBetweenServersThatHaveThem() {
        assertThat(differences(schema(180_000, true, "theirs"), schema(180_000, true, "t_id_not_null")))
                .containsExactly(SchemaDifference.Kind.DIFFERENT);
        assertThat(differences(schema(180_000, true, "t_id_not_null"), schema(180_000, true, "t_id_not_null")))
                .isEmpty();
    }

    @Test
    void namesOfNotNullConstraintsAreNoDifferenceToAServerThatHasNone() {
        assertThat(differences(schema(150_018, true, null), schema(180_006, true, "t_id_not_null")))
                .isEmpty();
        assertThat(differences(schema(180_006, true, "theirs"), schema(170_002, true, null)))
                .isEmpty();
    }

    @Test
    void neitherAreThoseOfDomainsAndForeignTables() {
        var named = schema(180_006, "CREATE DOMAIN public.d AS integer CONSTRAINT \"d not\"\"null\" NOT NULL");
        var unnamed = schema(150_018, "CREATE DOMAIN public.d AS integer NOT NULL");

        assertThat(differences(unnamed, named)).isEmpty();
        assertThat(differences(named, schema(180_006, "CREATE DOMAIN public.d AS integer NOT NULL")))
                .containsExactly(SchemaDifference.Kind.DIFFERENT);
        assertThat(differences(unnamed, schema(180_006, "CREATE DOMAIN public.d AS integer")))
                .containsExactly(SchemaDifference.Kind.DIFFERENT);
    }

    @Test
    void aColumnThatMayBeNullDiffersOnAnyServer() {
        assertThat(differences(schema(150_018, true, null), schema(180_006, false, null)))
                .containsExactly(SchemaDifference.Kind.DIFFERENT);
        assertThat(differences(schema(150_018, false, null), schema(180_006, true, "t_id_not_null")))
                .containsExactly(SchemaDifference.Kind.DIFFERENT);
    }

    private static List<SchemaDifference.Kind> differences(SourceSchema source, SourceSchema target) {
        return SchemaComparison.compare(source, target, SchemaMapping.same()).stream()
                .map(SchemaDifference::kind)
                .toList();
    }

    private static SourceSchema schema(int version, boolean notNull, @Nullable String constraint) {
        var int4 = new ObjectName("pg_catalog", "int4");
        var column = new Column(
                "id",
                new ColumnType("integer", int4, ColumnType.Kind.BASE, List.of(int4), true),
                null,
                notNull,
                constraint == null ? null : new Column.NotNull(constraint, true, null),
                null,
                Column.Generation.NONE,
                null,
                true,
                new ColumnTuning(null, null, null, List.of()),
                null);
        var table = new Table(
                TABLE,
                Persistence.PERMANENT,
                new TableSize(0, 0, 0),
                Lineage.NONE,
                new TableStorage("heap", List.of(), TableStorage.ReplicaIdentity.DEFAULT, null, null),
                List.of(column),
                null,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                null);
        return schema(version, List.of(table), object("table", "public.t", List.of(), TABLE));
    }

    private static SourceSchema schema(int version, String domain) {
        return schema(version, List.of(), object("type", "public.d", List.of(domain), null));
    }

    private static SchemaObject object(String type, String identity, List<String> sql, @Nullable ObjectName table) {
        return new SchemaObject(
                type,
                identity,
                SchemaObject.Phase.EARLY,
                SchemaObject.Repeat.CREATES,
                sql,
                table,
                List.of(),
                List.of());
    }

    private static SourceSchema schema(int version, List<Table> tables, SchemaObject object) {
        return new SourceSchema(
                version,
                List.of("public"),
                List.of(),
                List.of(),
                tables,
                List.of(object),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }
}
