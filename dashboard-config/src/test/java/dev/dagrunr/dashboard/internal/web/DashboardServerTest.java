package dev.dagrunr.dashboard.internal.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dagrunr.dashboard.WebAuthenticator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jobrunr.jobs.mappers.JobMapper;
import org.jobrunr.storage.InMemoryStorageProvider;
import org.jobrunr.utils.mapper.jackson.JacksonJsonMapper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DashboardServerTest {
    private final HttpClient client = HttpClient.newHttpClient();
    private final AtomicBoolean healthy = new AtomicBoolean(true);
    private DashboardServer server = start(WebOptions.loopback(0));

    @BeforeEach
    void listensOnAPortOfItsOwn() {
        assertThat(server.port()).isPositive();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theStartPageLeadsToTheDags() throws Exception {
        var answer = get("/");
        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(answer.headers().firstValue("Location")).contains("/dagrunr/dags");
        assertThat(get("/dashboard/overview").body()).contains("<div id=\"root\">");
    }

    @Test
    void servesJobRunrsPagesApiAndEvents() throws Exception {
        assertThat(get("/api/version").body()).contains("8.7.0");
        assertThat(get("/api/jobs?state=ENQUEUED&offset=0&limit=20").statusCode())
                .isEqualTo(200);
        var events = client.send(request("/sse/jobstats").build(), HttpResponse.BodyHandlers.ofInputStream());
        assertThat(events.headers().firstValue("Content-Type")).contains("text/event-stream");
        events.body().close();
    }

    @Test
    void tellsBrowsersToContactNobodyElse() throws Exception {
        var headers = get("/dashboard/overview").headers();
        assertThat(headers.allValues("Content-Security-Policy"))
                .anySatisfy(policy -> assertThat(policy).contains("connect-src 'self'", "frame-ancestors 'self'"));
        assertThat(headers.firstValue("X-Frame-Options")).contains("SAMEORIGIN");
        assertThat(get("/health")
                        .headers()
                        .firstValue("Content-Security-Policy")
                        .orElseThrow())
                .contains("default-src 'none'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(headers.firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(get("/api/version").body()).contains("\"allowAnonymousDataUsage\":false");
    }

    @Test
    void answersForMachinesWhetherItIsWell() throws Exception {
        assertThat(get("/health").statusCode()).isEqualTo(200);
        assertThat(get("/health").body()).isEqualTo("{\"status\":\"up\"}");
        healthy.set(false);
        assertThat(get("/health").statusCode()).isEqualTo(503);
    }

    @Test
    void keepsStackTracesToItself() throws Exception {
        var failed = get("/api/jobs/not-an-id");
        assertThat(failed.statusCode()).isEqualTo(500);
        assertThat(failed.body()).isEqualTo("The request failed; the log of the server says why.\n");
        assertThat(get("/sse/unknown").body()).doesNotContain("Exception");
    }

    @Test
    void everyContextAsksForThePassword() throws Exception {
        server.close();
        server = start(WebOptions.loopback(0).withCredentials(new WebOptions.Credentials("ada", "söcret")));
        for (var path : new String[] {"/", "/health", "/dashboard/overview", "/api/version", "/sse/jobstats"}) {
            assertThat(get(path).statusCode()).as(path).isEqualTo(401);
        }
        assertThat(withPassword("ada", "wrong").statusCode()).isEqualTo(401);
        assertThat(withPassword("ada", "söcret").statusCode()).isEqualTo(200);
    }

    @Test
    void aViewerLooksAndChangesNothing() throws Exception {
        server.close();
        server = start(WebOptions.loopback(0)
                .withCredentials(new WebOptions.Credentials("ada", "söcret"))
                .withViewer(new WebOptions.Credentials("eve", "looks")));
        var job = "/api/jobs/00000000-0000-0000-0000-000000000000/requeue";

        assertThat(withPassword("eve", "looks").statusCode()).isEqualTo(200);
        var refused = send(as("eve", "looks", job).POST(nothing()));
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("you are a viewer");
        assertThat(send(as("ada", "söcret", job).POST(nothing())).statusCode()).isEqualTo(404);
    }

    @Test
    void usersThatOthersKnowMayInAndAnAuthenticatorThatFailsLetsNobodyIn() throws Exception {
        server.close();
        server = start(WebOptions.loopback(0).withOthers(List.of((user, password) -> switch (user) {
            case "grace" -> Optional.of(WebAuthenticator.Role.VIEWER);
            case "broken" -> throw new IllegalStateException("the directory does not answer");
            default -> Optional.empty();
        })));

        assertThat(get("/api/version").statusCode()).isEqualTo(401);
        assertThat(withPassword("grace", "x").statusCode()).isEqualTo(200);
        assertThat(withPassword("broken", "x").statusCode()).isEqualTo(401);
        assertThat(withPassword("eve", "x").statusCode()).isEqualTo(401);
    }

    @Test
    void refusesToBeOpenToOthersWithoutPassword() throws Exception {
        var everywhere = InetAddress.getByName("0.0.0.0");
        assertThatThrownBy(() -> new WebOptions(everywhere, 8080, Optional.empty(), false))
                .hasMessageContaining("DAGRUNR_WEB_USER");
        assertThat(new WebOptions(everywhere, 8080, Optional.empty(), true).openToAll())
                .isTrue();
        assertThat(new WebOptions.Credentials("ada", "söcret").toString()).doesNotContain("söcret");
    }

    @Test
    void refusesLargeBodies() throws Exception {
        var large = request("/api/jobs").POST(HttpRequest.BodyPublishers.ofByteArray(new byte[(1 << 20) + 1]));
        assertThat(send(large).statusCode()).isEqualTo(413);
    }

    @Test
    void refusesChangesThatAnotherSitesPageAsksFor() throws Exception {
        var job = "/api/jobs/00000000-0000-0000-0000-000000000000/requeue";
        assertThat(send(request(job).header("Origin", "https://evil.example").POST(nothing()))
                        .statusCode())
                .isEqualTo(403);
        assertThat(send(request(job).header("Origin", server.url()).POST(nothing()))
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void refusesNamesThatAForeignNameServerMadeUpAndPathsThatLeadUpwards() throws Exception {
        assertThat(raw("GET /api/version HTTP/1.1\r\nHost: rebound.example\r\n\r\n"))
                .startsWith("HTTP/1.1 421");
        assertThat(raw("GET /dashboard/static/../../x.json HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                .startsWith("HTTP/1.1 400");
    }

    private DashboardServer start(WebOptions options) {
        var jsonMapper = new JacksonJsonMapper();
        var storage = new InMemoryStorageProvider();
        storage.setJobMapper(new JobMapper(jsonMapper));
        try {
            return DashboardServer.start(options, storage, jsonMapper, healthy::get);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(server.url() + path));
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path));
    }

    private HttpResponse<String> withPassword(String user, String password) throws IOException, InterruptedException {
        return send(as(user, password, "/api/version"));
    }

    private HttpRequest.Builder as(String user, String password, String path) {
        var credentials = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        return request(path).header("Authorization", "Basic " + credentials);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest.BodyPublisher nothing() {
        return HttpRequest.BodyPublishers.noBody();
    }

    private String raw(String request) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readNBytes(20), StandardCharsets.US_ASCII);
        }
    }
}
