package dev.dagrunr.migration.ddl;

import static dev.dagrunr.migration.ddl.NastySchema.LIBRARY;
import static dev.dagrunr.migration.ddl.NastySchema.SCHEMA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.dagrunr.migration.schema.ExtensionUse;
import dev.dagrunr.migration.schema.SchemaReader;
import dev.dagrunr.migration.schema.Selection;
import dev.dagrunr.migration.schema.SourceSchema;
import dev.dagrunr.testsupport.Database;
import dev.dagrunr.testsupport.PostgresExtension;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SchemaRoundTripIT {
    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    @BeforeAll
    static void createSource() throws SQLException {
        try (var connection = postgres.database().dataSource().getConnection()) {
            NastySchema.create(connection);
        }
    }

    @Test
    void targetHoldsWhatTheSourceHolds() throws SQLException {
        var source = read(postgres.database(), SCHEMA, LIBRARY);
        var target = postgres.createDatabase();

        build(target, source, SchemaMapping.same());

        assertSame(source, read(target, SCHEMA, LIBRARY));
    }

    @Test
    void nothingKeepsTheOldNameOfARenamedSchema() throws SQLException {
        var there = postgres.createDatabase();
        var back = postgres.createDatabase();
        var source = read(postgres.database(), SCHEMA, LIBRARY);

        var mapping = new SchemaMapping(Map.of(SCHEMA, "n'e\"w", LIBRARY, "SELECT"));
        build(there, source, mapping);
        var renamed = read(there, "n'e\"w", "SELECT");
        build(back, renamed, new SchemaMapping(Map.of("n'e\"w", SCHEMA, "SELECT", LIBRARY)));

        assertThat(renamed.schemas()).containsExactly("SELECT", "n'e\"w");
        assertThat(SchemaComparison.compare(source, renamed, mapping)).isEmpty();
        assertThat(read(there, "*").schemas()).doesNotContain(SCHEMA, LIBRARY);
        assertSame(source, read(back, SCHEMA, LIBRARY));
    }

    @Test
    void buildingAgainChangesNothing() throws SQLException {
        var source = read(postgres.database(), SCHEMA, LIBRARY);
        var target = postgres.createDatabase();

        build(target, source, SchemaMapping.same());
        build(target, source, SchemaMapping.same());

        assertSame(source, read(target, SCHEMA, LIBRARY));
    }

    @Test
    void membersOfExtensionsKeepTheirSchema() throws SQLException {
        var origin = postgres.createDatabase();
        run(origin, """
                create schema app;
                create extension citext schema app;
                create extension btree_gist schema app;
                create table app.t (a app.citext[] default '{x}', b integer, c float8,
                    exclude using gist (b with =) deferrable);
                create index i on app.t using gist (c app.gist_float8_ops)
                    where 'a'::app.citext operator(app.=) any (a);
                """);
        var target = postgres.createDatabase();
        run(target, "create schema app; create extension citext schema app; create extension btree_gist schema app");
        var source = read(origin, "app");

        build(target, source, SchemaMapping.of("app", "moved"));

        assertThat(source.extensions())
                .extracting(ExtensionUse::name, ExtensionUse::schema)
                .containsExactlyInAnyOrder(tuple("btree_gist", "app"), tuple("citext", "app"));
        var moved = read(target, "moved");
        assertThat(moved.tables()).hasSize(1);
        assertThat(moved.tables().get(0).columns().get(0).type().sql()).isEqualTo("app.citext[]");
        assertThat(moved.tables().get(0).indexes()).hasSize(1);
    }

    @Test
    void everythingIsThereUnderWhateverName() throws SQLException, IOException {
        var origin = postgres.createDatabase();
        var target = postgres.createDatabase();
        Everything.create(origin);
        var source = read(origin, "*");

        build(target, source, SchemaMapping.same());
        build(target, source, SchemaMapping.same());

        assertSame(source, read(target, "*"));
        assertThat(Everything.ask(origin, "select count(*) from public.canary")).isEqualTo("1");
        assertThat(Everything.ask(target, "select count(*) from public.canary")).isEqualTo("0");
        assertThat(Everything.ask(
                        target,
                        "select string_agg(relname, ' ') from pg_class where relispopulated" + " and relkind = 'm'"))
                .isEqualTo("mat%view");
    }

    private static void run(Database database, String sql) throws SQLException {
        try (var connection = database.dataSource().getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void assertSame(SourceSchema source, SourceSchema target) {
        assertThat(target.objects()).containsExactlyElementsOf(source.objects());
        assertThat(target.types()).containsExactlyElementsOf(source.types());
        assertThat(target.sequences()).containsExactlyElementsOf(source.sequences());
        assertThat(TargetBuild.withoutSizes(target.tables()))
                .containsExactlyElementsOf(TargetBuild.withoutSizes(source.tables()));
        assertThat(target.unsupportedTables()).isEmpty();
        assertThat(target.uncarried()).isEmpty();
    }

    private static void build(Database database, SourceSchema source, SchemaMapping mapping) throws SQLException {
        try (var connection = database.dataSource().getConnection()) {
            TargetBuild.build(connection, source, mapping);
        }
    }

    private static SourceSchema read(Database database, String... schemas) throws SQLException {
        try (var connection = database.dataSource().getConnection()) {
            return new SchemaReader().read(connection, Selection.ofSchemas(schemas));
        }
    }
}
