package dev.dagrunr.dashboard.internal.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.dagrunr.dashboard.internal.page.Operations;
import dev.dagrunr.dashboard.internal.site.OperatorSite;
import dev.dagrunr.dashboard.internal.web.DashboardServer;
import dev.dagrunr.dashboard.internal.web.WebOptions;
import dev.dagrunr.dashboard.internal.web.WebOptions.Credentials;
import dev.dagrunr.engine.DagRunr;
import dev.dagrunr.migration.connection.Connections;
import dev.dagrunr.testsupport.PostgresExtension;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jobrunr.storage.StorageProvider;
import org.jobrunr.utils.mapper.JsonMapper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every operation refuses. Takes the operations, and what each may be sent, from the document of the API. */
class EveryOperationIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.create();

    private static final HttpClient client = HttpClient.newHttpClient();
    private static HikariDataSource pool;
    private static Connections connections;
    private static DagRunr dagrunr;
    private static DashboardServer server;
    private static JsonNode document;

    /** @param path as the document has it */
    private record Operation(String method, String path, JsonNode json) {
        boolean changes() {
            return !method.equals("GET");
        }

        JsonNode bodySchema() {
            return Schema.resolved(document(), json.at("/requestBody/content/application~1json/schema"));
        }

        boolean hasBody() {
            return json.has("requestBody");
        }

        List<JsonNode> query() {
            var query = new ArrayList<JsonNode>();
            json.path("parameters").forEach(parameter -> {
                if (parameter.path("in").asText().equals("query")) {
                    query.add(parameter);
                }
            });
            return query;
        }

        String pathOfNothing() {
            return path.replaceAll("\\{(map_index|try_number)}", "77").replaceAll("\\{[^}]+}", "nothing");
        }

        /** With all that is required, and no more. */
        ObjectNode body() {
            var body = JSON.createObjectNode();
            bodySchema()
                    .path("required")
                    .forEach(name -> body.set(
                            name.asText(),
                            acceptable(bodySchema().path("properties").path(name.asText()))));
            return body;
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    private static JsonNode document() {
        return document;
    }

    private static JsonNode acceptable(JsonNode schema) {
        if (schema.has("enum")) {
            return schema.path("enum").path(0);
        }
        return switch (schema.path("type").asText()) {
            case "boolean" -> JSON.getNodeFactory().booleanNode(true);
            case "integer" ->
                JSON.getNodeFactory().numberNode(schema.path("minimum").asInt(1));
            case "string" ->
                JSON.getNodeFactory()
                        .textNode(
                                schema.path("format").asText().equals("date-time")
                                        ? "2026-11-22T00:00:00Z"
                                        : "nothing");
            default -> throw new IllegalStateException("No value is known for " + schema);
        };
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
        OperatorSite.addTo(server, new Operations(dagrunr, connections));
        var answer = client.send(
                as("ada:may-change", HttpRequest.newBuilder(uri("/openapi.json")))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        document = JSON.readTree(answer.body());
    }

    @AfterAll
    static void close() {
        server.close();
        dagrunr.close();
        pool.close();
        connections.close();
    }

    static Stream<Operation> operations() {
        return document.path("paths").properties().stream()
                .flatMap(path -> path.getValue().properties().stream()
                        .map(method -> new Operation(
                                method.getKey().toUpperCase(Locale.ROOT), path.getKey(), method.getValue())));
    }

    static Stream<Operation> changes() {
        return operations().filter(Operation::changes);
    }

    static Stream<Operation> bodies() {
        return operations().filter(Operation::hasBody);
    }

    @ParameterizedTest
    @MethodSource("operations")
    void letsNoStrangerIn(Operation operation) throws Exception {
        assertThat(detail(request(operation, ""), 401)).isEqualTo("A user and a password are needed, by HTTP Basic.");
        assertThat(detail(as("ada:guessed", request(operation, "")), 401)).doesNotContain("ada");
    }

    @ParameterizedTest
    @MethodSource("changes")
    void letsNoViewerChangeAnything(Operation operation) throws Exception {
        assertThat(detail(as("eve:may-look", request(operation, "")), 403)).contains("you are a viewer");
    }

    @ParameterizedTest
    @MethodSource("changes")
    void refusesPagesOfOtherSites(Operation operation) throws Exception {
        var elsewhere = as("ada:may-change", request(operation, "")).header("Origin", "https://elsewhere.example");
        assertThat(detail(elsewhere, 403)).contains("another site");
    }

    @ParameterizedTest
    @MethodSource("changes")
    void refusesBodiesThatAreTooLarge(Operation operation) throws Exception {
        var large = " ".repeat((1 << 20) + 1);
        assertThat(detail(as("ada:may-change", request(operation, "", large, "application/json")), 413))
                .contains("1 MiB");
        if (operation.hasBody()) {
            var unannounced = BodyPublishers.ofInputStream(
                    () -> new ByteArrayInputStream(large.getBytes(StandardCharsets.US_ASCII)));
            var request = HttpRequest.newBuilder(uri(operation.pathOfNothing()))
                    .header("Content-Type", "application/json")
                    .method(operation.method(), unannounced);
            assertThat(detail(as("ada:may-change", request), 413)).contains("1 MiB");
        }
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void takesNothingButJson(Operation operation) throws Exception {
        for (var type : List.of("text/plain", "application/x-www-form-urlencoded", "application/jsonp")) {
            assertThat(detail(as("ada:may-change", request(operation, "", "{}", type)), 415))
                    .contains("'" + type + "'", "application/json");
        }
        assertThat(refused(operation, "", "{")).contains("line 1");
        assertThat(refused(operation, "", "[]")).contains("JSON object");
    }

    @ParameterizedTest
    @MethodSource("operations")
    void namesParametersThatItDoesNotTake(Operation operation) throws Exception {
        assertThat(refused(operation, "?wishes=3", operation.body().toString())).contains("'wishes'", "leave it out");
        for (var parameter : operation.query()) {
            var name = parameter.path("name").asText();
            var schema = parameter.path("schema");
            if (schema.path("type").asText().equals("string") && !schema.has("enum") && !schema.has("pattern")) {
                continue;
            }
            var said =
                    refused(operation, "?" + name + "=happy", operation.body().toString());
            assertThat(said).contains("'" + name + "'", "'happy'", "must be");
            if (schema.has("minimum")) {
                var low = Long.toString(schema.path("minimum").asLong() - 1);
                assertThat(refused(
                                operation,
                                "?" + name + "=" + low,
                                operation.body().toString()))
                        .contains("'" + name + "'", "'" + low + "'", "must be");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void namesFieldsThatItDoesNotTake(Operation operation) throws Exception {
        var more = operation.body();
        more.put("wishes", 3);
        assertThat(refused(operation, "", more.toString())).contains("'wishes'", "leave it out");
        for (var field : operation.bodySchema().path("properties").properties()) {
            var wrong = operation.body();
            // of no type that a field has
            wrong.put(field.getKey(), 0.5);
            assertThat(refused(operation, "", wrong.toString()))
                    .contains("'" + field.getKey() + "'", "'0.5'", "must be");
            if (field.getValue().has("enum") || field.getValue().has("format")) {
                wrong.put(field.getKey(), "happy");
                assertThat(refused(operation, "", wrong.toString()))
                        .contains("'" + field.getKey() + "'", "'happy'", "must be");
            }
        }
        for (var name : operation.bodySchema().path("required")) {
            var less = operation.body();
            less.remove(name.asText());
            assertThat(refused(operation, "", less.toString()))
                    .contains("'" + name.asText() + "' is missing", "must be");
        }
    }

    @ParameterizedTest
    @MethodSource("operations")
    void saysThatThereIsNothingOfAnUnknownId(Operation operation) throws Exception {
        if (operation.path().contains("{")) {
            assertThat(detail(as("ada:may-change", request(operation, "")), 404))
                    .contains("'nothing'");
        }
    }

    private static String refused(Operation operation, String query, String body) throws Exception {
        return detail(as("ada:may-change", request(operation, query, body, "application/json")), 400);
    }

    /** Of the problem that is the answer, which has one sentence and no trace. */
    private static String detail(HttpRequest.Builder request, int status) throws Exception {
        var answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.body()).doesNotContain("Exception", "\\tat ", "dev.dagrunr", "java.");
        var problem = JSON.readTree(answer.body());
        assertThat(problem.properties().stream().map(Map.Entry::getKey))
                .containsExactlyInAnyOrder("type", "title", "status", "detail");
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        return problem.path("detail").asText();
    }

    private static HttpRequest.Builder request(Operation operation, String query) {
        return request(operation, query, operation.body().toString(), "application/json");
    }

    private static HttpRequest.Builder request(Operation operation, String query, String body, String type) {
        BodyPublisher sent = operation.changes() ? BodyPublishers.ofString(body) : BodyPublishers.noBody();
        return HttpRequest.newBuilder(uri(operation.pathOfNothing() + query))
                .header("Content-Type", type)
                .method(operation.method(), sent);
    }

    private static URI uri(String path) {
        return URI.create(server.url() + RestApi.BASE + path);
    }

    private static HttpRequest.Builder as(String credentials, HttpRequest.Builder request) {
        return request.header(
                "Authorization",
                "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)));
    }
}
