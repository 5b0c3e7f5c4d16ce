package dev.dagrunr.migration.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dagrunr.dag.TaskFailedException;
import dev.dagrunr.migration.MigrationDefaults;
import dev.dagrunr.migration.MigrationParams;
import dev.dagrunr.migration.ValidationParams;
import dev.dagrunr.migration.connection.Connections;
import dev.dagrunr.migration.ddl.DdlException;
import dev.dagrunr.migration.ddl.DdlStatement;
import dev.dagrunr.migration.transfer.TransferErrorCode;
import dev.dagrunr.migration.transfer.TransferException;
import dev.dagrunr.migration.transform.Transformers;
import dev.dagrunr.testsupport.Database;
import dev.dagrunr.testsupport.PostgresExtension;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SchemaStepsIT {
    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    private static final DdlStatement DROP =
            new DdlStatement("Dropping table public.t", "drop table if exists public.t", null);

    private Database source;
    private Database target;
    private Connections connections;

    @BeforeEach
    void open() {
        source = postgres.createDatabase();
        target = postgres.createDatabase();
        connections = Connections.from(
                Map.of("DAGRUNR_CONN_POSTGRES_SOURCE", source.uri(), "DAGRUNR_CONN_POSTGRES_TARGET", target.uri()));
    }

    @AfterEach
    void close() {
        connections.close();
    }

    @Test
    void anAttemptThatWasOvertakenBetweenItsStatementsDropsNothingMore() throws SQLException {
        var old = TargetSession.fenced(connections, context(1));
        old.execute(DROP);
        try (var session = TargetSession.fenced(connections, context(2))) {
            session.execute(new DdlStatement("Creating table public.t", "create table public.t (a int)", null));

            assertThatThrownBy(() -> old.execute(DROP)).isInstanceOf(DdlException.class);
        }
        old.close();

        assertThat(ask(target, "select to_regclass('public.t') is not null")).isEqualTo("t");
        assertThatThrownBy(() -> TargetSession.fenced(connections, context(1)))
                .isInstanceOfSatisfying(
                        TransferException.class, e -> assertThat(e.code()).isEqualTo(TransferErrorCode.FENCED_OFF));
    }

    @Test
    void theFenceHoldsEvenForASessionThatNobodyEnded() throws SQLException {
        try (var old = TargetSession.fenced(connections, context(1))) {
            // as a newer attempt whose order to end this session has not arrived yet
            run(target, "update dagrunr_transfer.fence set epoch = 2");

            assertThatThrownBy(() -> old.execute(DROP))
                    .isInstanceOf(TransferException.class)
                    .hasMessage("A newer attempt at task create_tables has taken over; this one, with epoch 1,"
                            + " changes nothing any more.");
        }
    }

    @Test
    void tasksThatShareARunDoNotHinderEachOther() throws SQLException {
        try (var one = TargetSession.fenced(connections, context(7));
                var other =
                        TargetSession.fenced(connections, RecordingContext.of("create_target_schema", 1, params()))) {
            one.forgetTransfers();
            other.execute(DROP);
            one.execute(DROP);
        }
    }

    @Test
    void refusesATypeOfTheTargetThatIsAnother() {
        run(source, """
                create type mood as enum ('sad', 'ok');
                create domain positive as integer check (value > 0);
                create type same as (a integer);
                create type taken as enum ('a');
                create table t (m mood, p positive, s same, x taken)
                """);
        run(target, """
                create type mood as enum ('ok', 'sad');
                create domain positive as integer check (value >= 0);
                create type same as (a integer);
                create table taken (a integer)
                """);

        assertThatThrownBy(() -> new SchemaSteps(connections, Transformers.none()).extractSourceSchema(context(1)))
                .isInstanceOf(TaskFailedException.class)
                .hasMessageContaining("Type public.mood of the target is AS ENUM ('ok', 'sad'), but the source's is"
                        + " AS ENUM ('sad', 'ok'); change or drop it")
                .hasMessageContaining("Type public.positive of the target is AS integer CONSTRAINT positive_check"
                        + " CHECK ((VALUE >= 0)), but")
                .hasMessageContaining("Type public.taken of the target is of another kind")
                .hasMessageNotContaining("public.same");
    }

    @Test
    void namesTheGlobsThatLeaveNoTableToCompare() {
        run(source, "create table t (a integer)");
        var params = params();
        var validation = new ValidationParams(
                params.sourceConnId(),
                params.targetConnId(),
                params.sourceSchema(),
                params.targetSchema(),
                params.includeTables(),
                List.of("t*"),
                params.materializedViews(),
                params.validationMode(),
                Map.of(),
                Map.of());

        assertThatThrownBy(() -> new ValidationSteps(connections, Transformers.none())
                        .listTables(RecordingContext.of("list_tables", 1, validation)))
                .isInstanceOf(TaskFailedException.class)
                .hasMessage("No table to compare: schema public of the source has none that exclude_tables [t*] leaves;"
                        + " check source_schema, include_tables and exclude_tables");
    }

    private static RecordingContext<MigrationParams> context(long epoch) {
        return RecordingContext.of("create_tables", epoch, params());
    }

    private static MigrationParams params() {
        return MigrationDefaults.from(Map.of());
    }

    private static void run(Database database, String sql) {
        try (var connection = database.dataSource().getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static String ask(Database database, String sql) {
        try (var connection = database.dataSource().getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
