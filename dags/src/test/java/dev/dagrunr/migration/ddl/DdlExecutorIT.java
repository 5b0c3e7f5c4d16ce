package dev.dagrunr.migration.ddl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dagrunr.migration.connection.Connections;
import dev.dagrunr.migration.connection.SessionSettings;
import dev.dagrunr.migration.schema.ObjectName;
import dev.dagrunr.testsupport.PostgresExtension;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DdlExecutorIT {
    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    @Test
    void namesTheObjectTheStateAndTheServersWords() throws SQLException {
        try (var connection = connection()) {
            var statement = DdlStatement.repeatable("Creating table public.t", "create table public.t (a missing)");

            var failure = catchThrowableOfType(
                    DdlException.class, () -> DdlExecutor.create().execute(connection, statement));

            assertThat(failure)
                    .hasMessage("Creating table public.t failed with SQLSTATE 42704: "
                            + "ERROR: type \"missing\" does not exist; Position: 26");
            assertThat(failure.sqlState()).isEqualTo("42704");
            assertThat(failure.passing()).isFalse();
            assertThat(connection.getAutoCommit()).isTrue();
        }
    }

    @Test
    void waitsForALockNoLongerThanTold() throws SQLException {
        try (var holder = connection();
                var connection = connection()) {
            run(holder, "create table locked (a integer)");
            holder.setAutoCommit(false);
            run(holder, "lock table locked");
            var impatient = new DdlExecutor(Duration.ofMillis(50), Map.of());
            var statement = DdlStatement.repeatable("Dropping table locked", "drop table public.locked");

            var failure = catchThrowableOfType(DdlException.class, () -> impatient.execute(connection, statement));

            assertThat(failure.sqlState()).isEqualTo("55P03");
            assertThat(failure.passing()).isTrue();
            holder.rollback();
        }
    }

    @Test
    void aSessionThatIsLostAmidManyStatementsIsWorthAnotherTry() throws SQLException {
        var statements = List.of(
                create("lost", "create table public.lost (a integer)"),
                DdlStatement.repeatable("Ending the session", "select pg_terminate_backend(pg_backend_pid())"),
                create("after", "create table public.after (a integer)"));
        var address = Map.of("DAGRUNR_CONN_TARGET", postgres.database().uri());
        try (var connections = Connections.from(address);
                var connection = connections.open("target", SessionSettings.writing("test"))) {
            var failure = catchThrowableOfType(
                    DdlException.class, () -> DdlExecutor.create().executeTogether(connection, statements));

            assertThat(failure.passing()).as(failure.getMessage()).isTrue();

            var onceMore = catchThrowableOfType(
                    DdlException.class, () -> DdlExecutor.create().execute(connection, statements));

            assertThat(onceMore.sqlState()).isEqualTo("08003");
            assertThat(onceMore.passing()).isTrue();
        }
    }

    @Test
    void goesOnWhereItWasBrokenOff() throws SQLException {
        var statements = List.of(
                create("first", "create table public.first (a integer)"),
                create("second", "create table public.second (a integer, b missing)"));
        var corrected = List.of(statements.get(0), create("second", "create table public.second (a integer)"));
        try (var connection = connection()) {
            assertThatThrownBy(() -> DdlExecutor.create().execute(connection, statements))
                    .isInstanceOf(DdlException.class);

            assertThat(DdlExecutor.create().execute(connection, corrected)).isEqualTo(1);
            assertThat(DdlExecutor.create().execute(connection, corrected)).isZero();
        }
    }

    @Test
    void appliesSettingsToItsOwnStatementsOnly() throws SQLException {
        var executor = new DdlExecutor(Duration.ofSeconds(1), Map.of("maintenance_work_mem", "33MB"));
        try (var connection = connection()) {
            executor.execute(
                    connection,
                    DdlStatement.repeatable(
                            "Noting",
                            "create table public.noted as select current_setting('maintenance_work_mem') as m"));

            assertThat(text(connection, "select m from noted")).isEqualTo("33MB");
            assertThat(text(connection, "show maintenance_work_mem")).isNotEqualTo("33MB");
        }
    }

    @Test
    void knowsADatabaseByWhateverNameItIsReached() throws SQLException {
        try (var one = connection();
                var two = connection();
                var other = postgres.createDatabase().dataSource().getConnection()) {
            var identity = ServerIdentity.read(one);

            assertThat(identity.sameDatabaseAs(ServerIdentity.read(two))).isTrue();
            assertThat(identity.sameDatabaseAs(ServerIdentity.read(other))).isFalse();
        }
    }

    @Test
    void tellsACloneFromAStandby() {
        var primary = new ServerIdentity("7", 5, "app", 1_000, false);
        assertThat(primary.sameDatabaseAs(new ServerIdentity("7", 5, "app", 2_000, false)))
                .isFalse();
        assertThat(primary.sameDatabaseAs(new ServerIdentity("7", 5, "app", 2_000, true)))
                .isTrue();
    }

    private static DdlStatement create(String table, String sql) {
        return DdlStatement.unless(Existence.table(new ObjectName("public", table)), "Creating table " + table, sql);
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String text(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static Connection connection() throws SQLException {
        return postgres.database().dataSource().getConnection();
    }
}
