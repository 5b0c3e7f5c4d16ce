package dev.dagrunr.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.dagrunr.dag.RunState;
import dev.dagrunr.dag.TaskState;
import dev.dagrunr.testsupport.PostgresExtension;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Channels are told how a migration ended; one that is broken is seen, and fails no migration. */
class NotificationIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.create();

    @Test
    void aWebhookIsToldOfSuccessAndFailureBesideAChannelThatIsBroken() throws Exception {
        Queue<String> told = new ConcurrentLinkedQueue<>();
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                told.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
                exchange.sendResponseHeaders(exchange.getRequestURI().getPath().equals("/gone") ? 410 : 204, -1);
            }
        });
        server.start();
        var address = "http://localhost:" + server.getAddress().getPort();
        var source = POSTGRES.createDatabase();
        Sql.run(source, "create table t (id int primary key)", "insert into t select generate_series(1, 10)");
        var environment = new HashMap<>(Site.environment(source, POSTGRES.createDatabase()));
        environment.put("NOTIFICATION_ENABLED", "true");
        environment.put("NOTIFICATION_CHANNELS", "slack,webhook");
        environment.put("SLACK_WEBHOOK_URL", address + "/gone");
        environment.put("WEBHOOK_URL", address + "/hook");
        environment.put("DAGRUNR_BASE_URL", "https://dagrunr.example");

        try (var site = Site.open(POSTGRES.database(), environment)) {
            var run = site.migrate("{}");
            assertThat(run.state()).isEqualTo(RunState.SUCCESS);
            var task = Site.task(run, "send_notifications");
            assertThat(task.state()).isEqualTo(TaskState.FAILED);
            assertThat(task.reason()).isEqualTo("Channel 'slack' was not told: The server refuses with 410");
            assertThat(told).hasSize(2);
            told.remove();
            assertThat(told.remove())
                    .contains("\"event\":\"run_succeeded\"", "\"tables\":1,\"complete_tables\":1,\"rows\":10")
                    .contains("https://dagrunr.example/dagrunr/dags/postgres_to_postgres_migration/runs/manual__");

            // the target holds rows now, which may not go without permission
            assertThat(site.migrate("{}").state()).isEqualTo(RunState.FAILED);
            told.remove();
            assertThat(told.remove()).contains("\"event\":\"run_failed\"").contains("public.t");
        } finally {
            server.stop(0);
        }
    }
}
