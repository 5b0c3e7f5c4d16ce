package dev.dagrunr.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import dev.dagrunr.dag.RunState;
import dev.dagrunr.testsupport.PostgresExtension;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

/** No password is stored, logged or shown, neither by runs that succeed nor by runs that cannot connect. */
class SecretsIT {
    private static final String WRONG = "canary-wrong%2FPa55 word".replace(' ', '+');

    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.create();

    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

    @BeforeEach
    void capture() {
        logged.start();
        root.addAppender(logged);
        root.setLevel(Level.DEBUG);
    }

    @AfterEach
    void release() {
        root.setLevel(Level.WARN);
        root.detachAppender(logged);
    }

    @Test
    void passwordsStayWhereTheyAre() throws IOException, InterruptedException {
        var source = POSTGRES.createDatabase();
        var target = POSTGRES.createDatabase();
        Sql.run(source, "create table t (id int primary key)", "insert into t select generate_series(1, 10)");
        var password = source.password();
        var environment = new HashMap<>(Site.environment(source, target));
        environment.put("DAGRUNR_CONN_WRONG_PASSWORD", source.uri().replace(password, WRONG));
        environment.put("DAGRUNR_CONN_WRONG_HOST", source.uri().replace(source.host(), "no-such-host.invalid"));
        environment.put("DAGRUNR_CONN_WRONG_PORT", source.uri().replace(":" + source.port(), ":1"));
        environment.put("DAGRUNR_CONN_WRONG_DATABASE", source.uri().replace(source.name(), "nothing_here"));
        environment.put("DAGRUNR_CONN_WRONG_FORM", source.uri().replace("postgresql:", "postgres ql:"));
        environment.put("DAGRUNR_CONN_WRONG_JSON", "{\"password\": \"" + password + "\", \"host\": ");
        List<String> shown;
        try (var site = Site.open(POSTGRES.database(), environment);
                var pages = Pages.of(site.dagrunr(), site.connections(), site.metrics())) {
            assertThat(site.migrate("{}").state()).isEqualTo(RunState.SUCCESS);
            for (var id : List.of("password", "host", "port", "database", "form", "json")) {
                assertThat(site.migrate("{\"source_conn_id\": \"wrong_" + id + "\"}")
                                .state())
                        .as(id)
                        .isEqualTo(RunState.FAILED);
            }
            assertThat(site.migrate("{\"drop_existing_tables\": true, \"target_conn_id\": \"wrong_password\"}")
                            .state())
                    .isEqualTo(RunState.FAILED);
            shown = pages.all();
        }
        assertThat(shown)
                .hasSizeGreaterThan(100)
                .anySatisfy(page -> assertThat(page).startsWith("/api/jobs/").contains("transfer_table"))
                .anySatisfy(page ->
                        assertThat(page).startsWith("/dagrunr/connections").contains("wrong_password"))
                .anySatisfy(
                        page -> assertThat(page).startsWith("/dagrunr/api/v2/").contains("/xcomEntries"))
                .anySatisfy(page -> assertThat(page)
                        .startsWith("/metrics")
                        .contains(
                                "dagrunr_bytes_total{dag=\"postgres_to_postgres_migration\",task=\"transfer_table\"}"))
                .anySatisfy(page -> assertThat(page).startsWith("/dagrunr/live").contains("wrong_password"))
                .noneMatch(page -> page.contains(password) || page.contains("canary-wrong"));
        var stored = everyRow();
        assertThat(stored)
                .hasSizeGreaterThan(200)
                .anySatisfy(row -> assertThat(row).contains("wrong_password"));
        assertThat(stored).noneMatch(row -> row.contains(password) || row.contains("canary-wrong"));
        assertThat(logged.list.stream().map(SecretsIT::text))
                .hasSizeGreaterThan(50)
                .noneMatch(line -> line.contains(password) || line.contains("canary-wrong"));
    }

    private static List<String> everyRow() {
        var tables = Sql.list(POSTGRES.database(), """
                select format('%I.%I', schemaname, tablename) from pg_tables
                where schemaname not in ('pg_catalog', 'information_schema')
                """);
        var rows = new ArrayList<String>();
        for (var table : tables) {
            rows.addAll(Sql.list(POSTGRES.database(), "select t::text from " + table + " t"));
        }
        return rows;
    }

    private static String text(ILoggingEvent event) {
        var thrown = event.getThrowableProxy();
        return event.getFormattedMessage()
                + event.getMDCPropertyMap()
                + (thrown == null ? "" : ThrowableProxyUtil.asString(thrown));
    }
}
