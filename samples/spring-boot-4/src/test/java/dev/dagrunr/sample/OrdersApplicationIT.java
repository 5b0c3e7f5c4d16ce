package dev.dagrunr.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dagrunr.testsupport.PostgresExtension;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

class OrdersApplicationIT {
    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    private static final HttpClient browser = HttpClient.newHttpClient();
    private static ConfigurableApplicationContext application;

    @BeforeAll
    static void start() {
        var database = postgres.database();
        application = SpringApplication.run(
                OrdersApplication.class,
                "--server.port=0",
                "--spring.datasource.url=" + database.jdbcUrl(),
                "--spring.datasource.username=" + database.user(),
                "--spring.datasource.password=" + database.password());
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @Test
    void runsADagAndShowsItInHealthAndMetrics() throws Exception {
        assertThat(send(
                        HttpRequest.newBuilder()
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString("[\"pen\", \"paper\", \"ink\"]")),
                        "/ship"))
                .isEqualTo("3");

        assertThat(get("/actuator/health"))
                .contains("\"dagrunr\":{")
                .contains("\"lease\":\"held\"")
                .contains("\"nodes\":1");
        assertThat(get("/actuator/metrics/dagrunr.task.attempts?tag=task:ship_order"))
                .contains("\"value\":3.0");
        assertThat(get("/actuator/metrics/dagrunr.task.handoff")).contains("TOTAL_TIME");
        assertThat(get("/actuator/metrics/dagrunr.bytes")).contains("\"value\":11.0");
        assertThat(get("/actuator/metrics/dagrunr.task.instances?tag=state:queued"))
                .contains("\"value\":0.0");
    }

    @Test
    void anApplicationKeepsItsOwnJobRunr() throws Exception {
        var receipts = application.getBean(Receipts.class);
        receipts.order("42");

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(receipts.sent()).contains("42"));
        try (var connection = postgres.database().dataSource().getConnection();
                var statement = connection.createStatement();
                var foreign = statement.executeQuery(
                        "select count(*) from public.jobrunr_jobs where jobsignature like 'dev.dagrunr.engine%'")) {
            foreign.next();
            assertThat(foreign.getInt(1)).isZero();
        }
    }

    private static String get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder().GET(), path);
    }

    private static String send(HttpRequest.Builder request, String path) throws IOException, InterruptedException {
        var port = application.getEnvironment().getProperty("local.server.port");
        var answer = browser.send(
                request.uri(URI.create("http://localhost:" + port + path)).build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }
}
