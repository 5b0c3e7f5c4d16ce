package dev.dagrunr.migration.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.dagrunr.testsupport.PostgresExtension;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SchemaReaderIT {
    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    @BeforeAll
    static void createSource() throws SQLException {
        execute("""
                create schema app;
                create schema odd;
                create schema many;
                create table app.users (id integer primary key);
                create table app.posts (id integer primary key, author integer references app.users);
                create table app.posts_backup (like app.posts);
                create table app."Posts" ();

                create table odd.measured (at date) partition by range (at);
                create table odd.measured_2020 partition of odd.measured for values from ('2020-01-01') to ('2021-01-01');
                create table odd.parent (a integer);
                create table odd.child () inherits (odd.parent);
                create type odd.row as (a integer);
                create table odd.typed of odd.row;
                create table odd.kept (id integer, note text);
                create view odd.seen as select * from odd.kept;
                create function odd.f() returns trigger language plpgsql as 'begin return new; end';
                create trigger fires before insert on odd.kept for each row execute function odd.f();
                create constraint trigger fires_later after insert on odd.kept deferrable for each row
                    execute function odd.f();
                create policy own on odd.kept using (true);
                alter table odd.kept enable row level security;
                create statistics odd.stats on id, note from odd.kept;

                create foreign data wrapper far;
                create server elsewhere foreign data wrapper far;
                create user mapping for public server elsewhere options (user 'me', "sslPassWord" 'hidden');
                create foreign table odd.far (id integer) server elsewhere;
                """);
    }

    @Test
    void refusesAMissingSchemaAndNamesTheNearest() {
        assertThatThrownBy(() -> read(Selection.ofSchemas("apps")))
                .isInstanceOf(SelectionException.class)
                .hasMessageStartingWith("Schema 'apps' does not exist in this database; it has 'app', ");
    }

    @Test
    void refusesAnIncludeGlobThatMatchesNoTable() {
        assertThatThrownBy(() -> read(new Selection(List.of("app"), List.of("users", "vot*"), List.of())))
                .isInstanceOf(SelectionException.class)
                .hasMessageContaining("'vot*'");
    }

    @Test
    void readsEverySchemaOfUsersForAStar() throws SQLException {
        assertThat(read(Selection.ofSchemas("*")).schemas()).containsExactly("app", "many", "odd", "public");
    }

    @Test
    void selectsTablesByGlobs() throws SQLException {
        var source = read(new Selection(List.of("app"), List.of("app.*s", "posts_*"), List.of("*_backup", "P*")));
        assertThat(source.tables())
                .extracting(table -> table.name().toString())
                .containsExactly("app.posts", "app.users");
    }

    @Test
    void leavesBehindAForeignKeyToATableThatIsNotSelected() throws SQLException {
        var source = read(new Selection(List.of("app"), List.of(), List.of("users")));
        assertThat(source.tables()).allMatch(table -> table.foreignKeys().isEmpty());
        assertThat(source.uncarried())
                .contains(new UncarriedObject(
                        "foreign key", "posts_author_fkey on app.posts", "refers to app.users, which is not migrated"));
    }

    @Test
    void readsPartitionsAndChildrenAfterTheirParents() throws SQLException {
        var source = read(Selection.ofSchemas("odd"));
        assertThat(source.objects())
                .filteredOn(object -> object.table() != null)
                .extracting(SchemaObject::identity)
                .containsSubsequence("odd.parent", "odd.child")
                .containsSubsequence("odd.measured", "odd.measured_2020")
                .contains("odd.typed");
        assertThat(source.tables())
                .filteredOn(table -> !table.holdsRows())
                .extracting(table -> table.name().name())
                .containsExactly("measured");
    }

    @Test
    void putsWhatNoTableNeedsAfterTheRows() throws SQLException {
        assertThat(read(Selection.ofSchemas("odd")).objects())
                .filteredOn(object -> object.phase() == SchemaObject.Phase.LATE)
                .filteredOn(object -> object.actors().isEmpty())
                .extracting(SchemaObject::type, SchemaObject::identity)
                .containsExactly(
                        tuple("view", "odd.seen"),
                        tuple("statistics object", "odd.stats"),
                        tuple("trigger", "fires on odd.kept"),
                        tuple("trigger", "fires_later on odd.kept"),
                        tuple("policy", "own on odd.kept"),
                        tuple("table security", "odd.kept"));
    }

    @Test
    void carriesForeignTablesAndMappingsWithTheDatabaseButNoSecrets() throws SQLException {
        var source = read(Selection.ofSchemas("*"));
        assertThat(source.unsupportedTables()).isEmpty();
        assertThat(source.objects())
                .filteredOn(object ->
                        object.type().equals("foreign table") || object.type().equals("user mapping"))
                .flatExtracting(SchemaObject::statements)
                .containsExactly(
                        "CREATE FOREIGN TABLE odd.far (id integer) SERVER elsewhere",
                        "CREATE USER MAPPING FOR PUBLIC SERVER elsewhere OPTIONS (\"user\" 'me')");
        assertThat(source.toString()).doesNotContain("hidden");
        assertThat(source.uncarried())
                .contains(new UncarriedObject(
                        "option",
                        "sslPassWord of the user mapping for public on server elsewhere",
                        "is a secret; set it on the target with alter user mapping"));
    }

    @Test
    void carriesGrantsOnTheServersOwnObjectsButNotThoseOfEachVersionsInformationSchema() throws SQLException {
        var database = postgres.createDatabase();
        try (var connection = database.dataSource().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("grant select on pg_catalog.pg_largeobject to public");
            statement.execute("grant insert on information_schema.sql_features to public");
            statement.execute("grant create on schema information_schema to public");
            assertThat(new SchemaReader()
                            .read(connection, Selection.ofSchemas("*"))
                            .objects())
                    .flatExtracting(SchemaObject::statements)
                    .contains("GRANT SELECT ON TABLE pg_catalog.pg_largeobject TO PUBLIC")
                    .noneMatch(granted -> granted.contains("information_schema"));
        }
    }

    @Test
    void namesForeignTablesOfSomeSchemas() throws SQLException {
        assertThat(read(Selection.ofSchemas("odd")).unsupportedTables())
                .extracting(table -> table.name().toString())
                .containsExactly("odd.far");
    }

    @Test
    void leavesBehindWhatNeedsATableThatIsNotSelected() throws SQLException {
        assertThat(read(new Selection(List.of("odd"), List.of(), List.of("kept")))
                        .uncarried())
                .extracting(UncarriedObject::kind, UncarriedObject::name)
                .contains(tuple("policy", "own on odd.kept"), tuple("trigger", "fires on odd.kept"));
    }

    /** PostgreSQL 15.20 and its like give one to each column; it is set by hand here, since others do not. */
    @Test
    void leavesTheServersOwnOptionOfColumnsBehind() throws SQLException {
        execute("""
                create schema versions;
                create table versions.t (a integer, b integer);
                alter table versions.t alter b set (n_distinct = 5);
                create materialized view versions.v as select a, b from versions.t;
                alter materialized view versions.v alter b set (n_distinct = 7);
                create foreign table versions.f (a integer, b integer) server elsewhere;
                alter foreign table versions.f alter b set (n_distinct = 9);
                set allow_system_table_mods = on;
                update pg_attribute a set attoptions = array(
                    select option from unnest(a.attoptions) option where option not like 'pg%') || '{pg_attver=1}'
                 where attrelid in ('versions.t'::regclass, 'versions.v'::regclass, 'versions.f'::regclass) and attnum > 0;
                """);

        var schema = read(Selection.ofSchemas("*"));

        var table = schema.tables().stream()
                .filter(each -> each.name().schema().equals("versions"))
                .findFirst()
                .orElseThrow();
        assertThat(table.columns())
                .extracting(column -> column.tuning().options())
                .containsExactly(List.of(), List.of("n_distinct=5"));
        assertThat(schema.objects())
                .filteredOn(object -> object.identity().startsWith("versions."))
                .flatExtracting(SchemaObject::statements)
                .filteredOn(statement -> statement.contains(" SET ("))
                .containsExactlyInAnyOrder(
                        "ALTER MATERIALIZED VIEW versions.v ALTER COLUMN b SET (n_distinct = '7')",
                        "ALTER FOREIGN TABLE versions.f ALTER COLUMN b SET (n_distinct = '9')");
    }

    @Test
    void estimatesRowsWithAndWithoutStatistics() throws SQLException {
        execute("""
                create schema sizes;
                create table sizes.empty (a integer);
                create table sizes.fresh with (autovacuum_enabled = false) as
                    select i as a, i as b from generate_series(1, 20000) i;
                create table sizes.grown with (autovacuum_enabled = false) as
                    select i as a, i as b from generate_series(1, 10000) i;
                analyze sizes.grown;
                insert into sizes.grown select i, i from generate_series(1, 10000) i;
                """);
        var tables = read(Selection.ofSchemas("sizes")).tables();
        assertThat(tables.get(0).size()).isEqualTo(new TableSize(0, 0, 0));
        assertThat(tables.get(1).size().estimatedRows()).isBetween(15_000L, 25_000L);
        assertThat(tables.get(2).size().estimatedRows()).isBetween(15_000L, 25_000L);
        assertThat(tables.get(2).size().heapBytes())
                .isPositive()
                .isLessThan(tables.get(2).size().bytes());
    }

    @Test
    void looksInsideTypes() throws SQLException {
        execute("""
                create schema types;
                create domain types.named as regclass;
                create type types.mixed as (a types.named[], b int4range);
                create table types.t (a types.mixed[], b aclitem, c "char", d point);
                """);
        var columns = read(Selection.ofSchemas("types")).tables().get(0).columns();
        assertThat(columns.get(0).type())
                .isEqualTo(new ColumnType(
                        "types.mixed[]",
                        new ObjectName("types", "_mixed"),
                        ColumnType.Kind.ARRAY,
                        List.of(new ObjectName("pg_catalog", "int4"), new ObjectName("pg_catalog", "regclass")),
                        true));
        assertThat(columns).extracting(column -> column.type().binary()).containsExactly(true, false, true, true);
        assertThat(columns.get(3).type().kind()).isEqualTo(ColumnType.Kind.BASE);
    }

    @Test
    void needsAsManyStatementsForManyTablesAsForOne() throws SQLException {
        execute("""
                do $$ begin
                    for i in 1..300 loop
                        execute format('create table many.t%s (id serial primary key, a bigint unique)', i);
                    end loop;
                end $$
                """);
        assertThat(statements("many")).isEqualTo(statements("app") + 1).isLessThanOrEqualTo(40);
    }

    @Test
    void readsFilledMaterializedViewsAsTablesThatNeedNothingOfTheirQueriesWhenTold() throws SQLException {
        execute("""
                create schema seen;
                create function seen.ten() returns integer language sql as 'select 10';
                create table seen.base (a integer);
                create materialized view seen.filled as select a, seen.ten() as ten from seen.base;
                create unique index one on seen.filled (a);
                comment on materialized view seen.filled is 'rows';
                create view seen.reading as select ten from seen.filled;
                create materialized view seen.unfilled as select a from seen.base with no data;
                """);
        var selection = new Selection(List.of("seen"), List.of("filled"), List.of());

        assertThatThrownBy(() -> read(selection)).isInstanceOf(SelectionException.class);
        var schema = read(selection.withFilledViewsAsTables());

        assertThat(schema.tables()).singleElement().satisfies(table -> {
            assertThat(table.name()).isEqualTo(new ObjectName("seen", "filled"));
            assertThat(table.columns()).extracting(Column::name).containsExactly("a", "ten");
            assertThat(table.indexes()).extracting(Index::name).containsExactly("one");
            assertThat(table.comment()).isEqualTo("rows");
        });
        assertThat(schema.objects())
                .extracting(object -> object.type() + " " + object.identity())
                .contains("view seen.reading", "function seen.ten()")
                .noneMatch(object -> object.contains("materialized"));
    }

    @Test
    void leavesTheConnectionAsItWas() throws SQLException {
        try (var connection = connection()) {
            new SchemaReader().read(connection, Selection.ofSchemas("app"));
            assertThat(connection.getAutoCommit()).isTrue();
            try (var rows = connection.createStatement().executeQuery("show search_path")) {
                rows.next();
                assertThat(rows.getString(1)).contains("public");
            }
        }
    }

    private static int statements(String schema) throws SQLException {
        var count = new AtomicInteger();
        try (var connection = connection()) {
            var counting = (Connection) Proxy.newProxyInstance(
                    SchemaReaderIT.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, args) -> {
                        if (method.getName().equals("prepareStatement")) {
                            count.incrementAndGet();
                        }
                        try {
                            return method.invoke(connection, args);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
            new SchemaReader().read(counting, Selection.ofSchemas(schema));
        }
        return count.get();
    }

    private static SourceSchema read(Selection selection) throws SQLException {
        try (var connection = connection()) {
            return new SchemaReader().read(connection, selection);
        }
    }

    private static void execute(String sql) throws SQLException {
        try (var connection = connection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Connection connection() throws SQLException {
        return postgres.database().dataSource().getConnection();
    }
}
