package dev.dagrunr.migration.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dagrunr.testsupport.PostgresExtension;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ConnectionsIT {
    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    private static Connections connections() {
        return Connections.from(Map.of("AIRFLOW_CONN_SHOP", postgres.database().uri()));
    }

    @Test
    void opensSessionsWithPinnedSettings() throws SQLException {
        try (var connections = connections();
                var session = connections.open("shop", SessionSettings.reading("x".repeat(62) + "éé"));
                var statement = session.createStatement();
                var row = statement.executeQuery("""
                        select current_setting('TimeZone'), current_setting('DateStyle'),
                               current_setting('application_name'), current_setting('search_path'),
                               current_setting('default_transaction_read_only')
                        """)) {
            row.next();
            assertThat(row.getString(1)).isEqualTo("UTC");
            assertThat(row.getString(2)).isEqualTo("ISO, YMD");
            assertThat(row.getString(3)).isEqualTo("x".repeat(62));
            assertThat(row.getString(4)).isEmpty();
            assertThat(row.getString(5)).isEqualTo("on");
        }
    }

    @Test
    void readingSessionsCannotWriteAndLaterOnesCan() throws SQLException {
        try (var connections = connections()) {
            try (var session = connections.open("shop", SessionSettings.reading("reads"));
                    var statement = session.createStatement()) {
                assertThatThrownBy(() -> statement.execute("create table public.t (i int)"))
                        .hasMessageContaining("read-only");
            }
            try (var session = connections.open("shop", SessionSettings.writing("writes"));
                    var statement = session.createStatement()) {
                statement.execute("create table public.t (i int)");
            }
        }
    }

    @Test
    void limitsSessionsAsTheEnvironmentSays() throws SQLException {
        var environment = Map.of(
                "DAGRUNR_CONN_SHOP", postgres.database().uri(),
                "PG_STATEMENT_TIMEOUT", "100ms",
                "PG_LOCK_TIMEOUT", "7s",
                "PG_WORK_MEM", "5MB");
        try (var connections = Connections.from(environment);
                var session = connections.open("shop", SessionSettings.reading("limited"));
                var statement = session.createStatement()) {
            try (var row =
                    statement.executeQuery("select current_setting('lock_timeout'), current_setting('work_mem')")) {
                row.next();
                assertThat(row.getString(1)).isEqualTo("7s");
                assertThat(row.getString(2)).isEqualTo("5MB");
            }
            assertThatThrownBy(() -> statement.execute("select pg_sleep(60)"))
                    .hasMessageContaining("statement timeout");
        }
    }

    @Test
    void refusesALimitThatIsNone() {
        assertThatThrownBy(() -> Connections.from(Map.of("PG_LOCK_TIMEOUT", "soon")))
                .hasMessage("PG_LOCK_TIMEOUT is 'soon'; it must be a time such as 30s");
    }

    @Test
    void prefersItsOwnVariable() {
        var environment = Map.of(
                "AIRFLOW_CONN_SHOP", "postgresql://a:b@other/x",
                "DAGRUNR_CONN_SHOP", postgres.database().uri(),
                "PATH", "/bin");
        try (var connections = Connections.from(environment)) {
            assertThat(connections.describe("shop"))
                    .endsWith("/" + postgres.database().name());
            assertThat(connections.ids()).containsExactly("shop");
        }
    }

    @Test
    void namesBothVariablesOfAnUnknownConnection() {
        try (var connections = connections()) {
            assertThatThrownBy(() -> connections.open("nowhere", SessionSettings.reading("test")))
                    .isInstanceOf(ConnectionException.class)
                    .hasMessageContaining("'nowhere'")
                    .hasMessageContaining("DAGRUNR_CONN_NOWHERE")
                    .hasMessageContaining("AIRFLOW_CONN_NOWHERE");
        }
    }

    @Test
    void tellsWhoIsUnreachableWithoutTheirPassword() {
        var environment = Map.of(
                "DAGRUNR_CONN_CLOSED", "postgresql://ada:hunter2@localhost:1/sales",
                "DAGRUNR_CONN_DENIED",
                        postgres.database().uri().replace(postgres.database().password(), "hunter2"),
                "DAGRUNR_CONN_NOWHERE", "postgresql://ada:hunter2@nowhere.invalid/sales",
                "DAGRUNR_CONN_NODB",
                        postgres.database()
                                .uri()
                                .replace("/" + postgres.database().name(), "/no_such_database"),
                "DAGRUNR_CONN_MODE", "postgresql://ada:hunter2@localhost:1/sales?sslmode=hunter2");
        try (var connections = Connections.from(environment)) {
            assertThat(connections.test("closed").error())
                    .contains("'closed'", "localhost:1/sales", "SQLSTATE 08001", "refused");
            assertThat(connections.test("denied").error())
                    .contains("SQLSTATE 28P01", "; see the user and the password");
            assertThat(connections.test("nowhere").error())
                    .contains("no host of that name is known (SQLSTATE 08001); see the host");
            assertThat(connections.test("nodb").error()).contains("SQLSTATE 3D000", "; create the database");
            for (var id : connections.ids()) {
                assertThatThrownBy(() -> connections.open(id, SessionSettings.reading("test")))
                        .isInstanceOf(ConnectionException.class)
                        .satisfies(e -> assertThat(everything(e)).doesNotContain("ada:", "hunter2@"));
            }
        }
    }

    @Test
    void tellsTheServersVersion() {
        var environment = Map.of("DAGRUNR_CONN_A", postgres.database().uri());
        try (var connections = Connections.from(environment)) {
            assertThat(connections.test("a").passed()).isTrue();
            assertThat(connections.test("a").serverVersion()).matches("\\d+.*");
        }
    }

    private static String everything(Throwable throwable) {
        var text = new StringWriter();
        throwable.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
