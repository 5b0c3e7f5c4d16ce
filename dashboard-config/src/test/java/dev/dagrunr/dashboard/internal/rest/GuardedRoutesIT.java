package dev.dagrunr.dashboard.internal.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.dagrunr.dashboard.internal.page.Operations;
import dev.dagrunr.dashboard.internal.page.Pages;
import dev.dagrunr.dashboard.internal.site.OperatorSite;
import dev.dagrunr.dashboard.internal.web.DashboardServer;
import dev.dagrunr.dashboard.internal.web.Metrics;
import dev.dagrunr.dashboard.internal.web.WebOptions;
import dev.dagrunr.dashboard.internal.web.WebOptions.Credentials;
import dev.dagrunr.engine.DagRunr;
import dev.dagrunr.migration.connection.Connections;
import dev.dagrunr.testsupport.PostgresExtension;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jobrunr.storage.StorageProvider;
import org.jobrunr.utils.mapper.JsonMapper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What every address refuses, whatever it does else: strangers, other sites, large bodies, changes by viewers. */
class GuardedRoutesIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.create();

    private static final HttpClient client = HttpClient.newHttpClient();
    private static HikariDataSource pool;
    private static Connections connections;
    private static DagRunr dagrunr;
    private static DashboardServer server;
    private static List<Route> routes;

    private record Route(String method, String path) {
        /** With something in each variable part. */
        static Route of(String text) {
            var parts = text.split(" ");
            return new Route(parts[0], parts[1].replaceAll("\\{[^}]+}", "x"));
        }

        boolean changes() {
            return !method.equals("GET");
        }
    }

    @BeforeAll
    static void serve() throws Exception {
        var config = new HikariConfig();
        config.setDataSource(POSTGRES.database().dataSource());
        config.setMaximumPoolSize(6);
        pool = new HikariDataSource(config);
        connections = Connections.from(Map.of());
        dagrunr = DagRunr.configure().dataSource(pool).connect();
        server = DashboardServer.start(
                WebOptions.loopback(0)
                        .withCredentials(new Credentials("ada", "may-change"))
                        .withViewer(new Credentials("eve", "may-look")),
                dagrunr.unwrap(StorageProvider.class),
                dagrunr.unwrap(JsonMapper.class),
                () -> true);
        var operations = new Operations(dagrunr, connections);
        OperatorSite.addTo(server, operations);
        server.serve("/metrics", new Metrics(() -> ""));
        routes = Stream.of(
                        new Pages(operations).router().routes().stream(),
                        RestApi.router(operations).routes().stream(),
                        Stream.of(
                                "GET /dagrunr/live",
                                "GET /metrics",
                                "GET /health",
                                "GET /",
                                "GET /dashboard/overview",
                                "GET /api/version",
                                "POST /api/jobs/x/requeue",
                                "DELETE /api/jobs/x",
                                "GET /sse/jobstats"))
                .flatMap(all -> all)
                .map(Route::of)
                .toList();
    }

    @AfterAll
    static void close() {
        server.close();
        dagrunr.close();
        pool.close();
        connections.close();
    }

    @Test
    void thereAreRoutes() {
        assertThat(routes).hasSizeGreaterThan(50).anyMatch(Route::changes);
    }

    @Test
    void strangersSeeNothing() throws Exception {
        for (var route : routes) {
            var nobody = answer(request(route, ""));
            assertThat(nobody.statusCode()).as(route.toString()).isEqualTo(401);
            assertThat(nobody.body())
                    .as(route.toString())
                    .matches(body -> body.isEmpty() != route.path().startsWith(RestApi.BASE))
                    .doesNotContain("ada", "eve");
            assertThat(answer(as("ada", "wrong", request(route, ""))).statusCode())
                    .as(route.toString())
                    .isEqualTo(401);
        }
    }

    @Test
    void pagesOfOtherSitesChangeNothing() throws Exception {
        for (var route : changing()) {
            var elsewhere = as("ada", "may-change", request(route, "{}")).header("Origin", "https://elsewhere.example");
            assertThat(answer(elsewhere).statusCode()).as(route.toString()).isEqualTo(403);
        }
    }

    @Test
    void formsNeedTheTokenOfAPage() throws Exception {
        for (var route : changing()) {
            if (!route.path().startsWith("/dagrunr/") || route.path().startsWith(RestApi.BASE)) {
                continue;
            }
            var form = as("ada", "may-change", request(route, "csrf=guessed"))
                    .setHeader("Content-Type", "application/x-www-form-urlencoded");
            assertThat(answer(form).statusCode()).as(route.toString()).isEqualTo(403);
        }
    }

    @Test
    void viewersChangeNothing() throws Exception {
        for (var route : changing()) {
            var refused = answer(as("eve", "may-look", request(route, "{}")));
            assertThat(refused.statusCode()).as(route.toString()).isEqualTo(403);
            assertThat(refused.body()).as(route.toString()).contains("you are a viewer");
        }
    }

    @Test
    void largeBodiesAreNotRead() throws Exception {
        var large = "x".repeat((1 << 20) + 1);
        for (var route : changing()) {
            assertThat(answer(as("ada", "may-change", request(route, large))).statusCode())
                    .as(route.toString())
                    .isEqualTo(413);
        }
    }

    private static List<Route> changing() {
        return routes.stream().filter(Route::changes).toList();
    }

    private static HttpRequest.Builder request(Route route, String body) {
        return HttpRequest.newBuilder(URI.create(server.url() + route.path()))
                .header("Content-Type", "application/json")
                .method(
                        route.method(),
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
    }

    private static HttpRequest.Builder as(String user, String password, HttpRequest.Builder request) {
        var credentials = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        return request.header("Authorization", "Basic " + credentials);
    }

    private static HttpResponse<String> answer(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
