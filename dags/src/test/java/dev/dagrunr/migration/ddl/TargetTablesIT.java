package dev.dagrunr.migration.ddl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dagrunr.migration.schema.Persistence;
import dev.dagrunr.migration.schema.SchemaReader;
import dev.dagrunr.migration.schema.Selection;
import dev.dagrunr.migration.schema.SourceSchema;
import dev.dagrunr.testsupport.Database;
import dev.dagrunr.testsupport.PostgresExtension;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TargetTablesIT {
    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    private static SourceSchema source;
    private Database target;
    private TargetTables tables;

    @BeforeAll
    static void createSource() throws SQLException {
        try (var connection = postgres.database().dataSource().getConnection()) {
            run(connection, """
                    create schema app;
                    create table app."a * b" (id serial primary key, note varchar(9) default 'x');
                    create table app.left (id integer primary key);
                    create table app.right (id integer primary key references app.left);
                    alter table app.left add foreign key (id) references app.right deferrable initially deferred;
                    """);
            source = new SchemaReader().read(connection, Selection.ofSchemas("app"));
        }
    }

    @BeforeEach
    void createTarget() {
        target = postgres.createDatabase();
        tables = new TargetTables(
                new TargetDdl(SchemaMapping.of("app", "n e\"w"), source.extensions()), DdlExecutor.create());
    }

    @Test
    void findsNothingWhereTheSchemaIsMissing() throws SQLException {
        try (var connection = connection()) {
            assertThat(tables.inspect(connection, source.tables()))
                    .hasSize(3)
                    .allMatch(table -> !table.exists() && !table.hasRows());
        }
    }

    @Test
    void findsEqualTablesAndTheirRows() throws SQLException {
        try (var connection = connection()) {
            build(connection);
            run(connection, "insert into \"n e\"\"w\".\"a * b\" default values");

            var found = tables.inspect(connection, source.tables());

            assertThat(found)
                    .allMatch(table -> table.exists() && table.differences().isEmpty());
            assertThat(found).extracting(TargetTable::hasRows).containsExactly(true, false, false);
        }
    }

    @Test
    void listsWhatDiffers() throws SQLException {
        try (var connection = connection()) {
            run(
                    connection,
                    "create schema \"n e\"\"w\"; create table \"n e\"\"w\".\"a * b\" (note text not null, more int);"
                            + "create view \"n e\"\"w\".\"left\" as select 1");

            var found = tables.inspect(connection, source.tables()).get(0);

            assertThat(found.differences())
                    .containsExactly(
                            "lacks column id",
                            "has column note with type text instead of character varying(9)",
                            "has column note with not null true instead of false",
                            "has column note with default none instead of 'x'::character varying",
                            "has column more, which the source lacks");
        }
    }

    @Test
    void dropsTablesThatReferToEachOther() throws SQLException {
        try (var connection = connection()) {
            build(connection);

            tables.drop(connection, source.tables());
            tables.drop(connection, source.tables());

            assertThat(tables.inspect(connection, source.tables())).noneMatch(TargetTable::exists);
        }
    }

    @Test
    void leavesAloneWhatOthersDependOn() throws SQLException {
        try (var connection = connection()) {
            build(connection);
            run(connection, "create view public.seen as select * from \"n e\"\"w\".\"left\"");

            assertThatThrownBy(() -> tables.drop(connection, source.tables()))
                    .isInstanceOf(DdlException.class)
                    .hasMessageStartingWith("Dropping table n e\"w.left failed with SQLSTATE 2BP01: ")
                    .hasMessageContaining("view public.seen depends on table");
        }
    }

    @Test
    void emptiesTablesThatReferToEachOther() throws SQLException {
        var ddl = new TargetDdl(SchemaMapping.of("app", "n e\"w"), source.extensions());
        try (var connection = connection()) {
            build(connection);
            run(connection, "insert into \"n e\"\"w\".\"a * b\" default values");

            DdlExecutor.create().execute(connection, ddl.truncate(source.tables()));

            assertThat(tables.inspect(connection, source.tables())).noneMatch(TargetTable::hasRows);
        }
    }

    @Test
    void buildsUnloggedTablesForASourceThatIsPermanent() throws SQLException {
        var ddl = new TargetDdl(SchemaMapping.same(), source.extensions());
        var table = source.tables().get(1);
        try (var connection = connection()) {
            DdlExecutor.create().execute(connection, ddl.createSchemas(source.schemas()));
            DdlExecutor.create().execute(connection, ddl.createTable(table, Persistence.UNLOGGED));

            var loaded = new SchemaReader().read(connection, Selection.ofSchemas("app"));
            assertThat(loaded.tables().get(0).persistence()).isEqualTo(Persistence.UNLOGGED);
        }
    }

    private void build(Connection connection) throws SQLException {
        TargetBuild.build(connection, source, SchemaMapping.of("app", "n e\"w"));
    }

    private Connection connection() throws SQLException {
        return target.dataSource().getConnection();
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
