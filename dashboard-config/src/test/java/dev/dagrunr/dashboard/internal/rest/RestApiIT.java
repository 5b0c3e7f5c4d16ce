package dev.dagrunr.dashboard.internal.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.NoParams;
import dev.dagrunr.dag.Timetable;
import dev.dagrunr.dashboard.internal.page.Operations;
import dev.dagrunr.dashboard.internal.site.OperatorSite;
import dev.dagrunr.dashboard.internal.web.DashboardServer;
import dev.dagrunr.dashboard.internal.web.WebOptions;
import dev.dagrunr.engine.DagRunr;
import dev.dagrunr.migration.connection.Connections;
import dev.dagrunr.testsupport.PostgresExtension;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jobrunr.storage.StorageProvider;
import org.jobrunr.utils.mapper.JsonMapper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Every operation of the API, its answers compared with the document that describes them. */
class RestApiIT {
    /** @param numbers how many to work on */
    record Numbers(int numbers) {}

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String RUNS = "/dags/numbers/dagRuns";

    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.create();

    private static final HttpClient client = HttpClient.newHttpClient();
    private static HikariDataSource pool;
    private static Connections connections;
    private static DagRunr dagrunr;
    private static DashboardServer server;
    private static Operations operations;
    private static JsonNode document;

    @BeforeAll
    static void open() throws Exception {
        var config = new HikariConfig();
        config.setDataSource(POSTGRES.database().dataSource());
        config.setMaximumPoolSize(12);
        pool = new HikariDataSource(config);
        connections = Connections.from(Map.of());
        var dag = Dag.named("numbers", Numbers.class).defaults(new Numbers(3));
        var list = dag.task("list").runsList(Integer.class, context -> {
            var numbers = new ArrayList<Integer>();
            for (int i = 0; i < context.params().numbers(); i++) {
                numbers.add(i);
            }
            return numbers;
        });
        var each = dag.task("each").expand(list).runs(Integer.class, (number, context) -> {
            context.log().info("number " + number);
            if (number == 1) {
                throw new IllegalStateException("not this one");
            }
            return number;
        });
        dag.task("sum").reads(each).runs(Integer.class, (all, context) -> all.size());
        dagrunr = DagRunr.configure()
                .dataSource(pool)
                .dags(dag.build(), daily())
                .nodeName("node-1")
                .parallelism(2)
                .start();
        server = DashboardServer.start(
                WebOptions.loopback(0),
                dagrunr.unwrap(StorageProvider.class),
                dagrunr.unwrap(JsonMapper.class),
                () -> true);
        operations = new Operations(dagrunr, connections);
        OperatorSite.addTo(server, operations);
        document = JSON.readTree(send("GET", "/openapi.json", null).body());
    }

    /** Scheduled, but not within this test. */
    private static Dag<NoParams> daily() {
        var dag = Dag.named("daily")
                .schedule(Timetable.cron("@daily", ZoneOffset.UTC))
                .startDate(Instant.parse("2026-01-01T00:00:00Z"))
                .endDate(Instant.parse("2026-11-20T00:00:00Z"));
        dag.task("nothing").runs(Integer.class, context -> 0);
        return dag.build();
    }

    @AfterAll
    static void close() {
        server.close();
        dagrunr.close();
        pool.close();
        connections.close();
    }

    @Test
    void theDocumentNamesEveryOperationAndNoOther() {
        var documented = new TreeSet<String>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .fieldNames()
                        .forEachRemaining(method ->
                                documented.add(method.toUpperCase(Locale.ROOT) + " " + RestApi.BASE + path.getKey())));
        assertThat(new TreeSet<>(RestApi.router(operations).routes())).isEqualTo(documented);
        assertThat(document.path("openapi").asText()).isEqualTo("3.1.0");
    }

    @Test
    void aRunIsTriggeredOnceWatchedAndMended() throws Exception {
        var conf = "{\"dag_run_id\": \"nightly\", \"conf\": {\"numbers\": 3}}";
        assertThat(call("POST", RUNS, conf, 200, "DagRun").path("dag_run_id").asText())
                .isEqualTo("nightly");
        problem("POST", RUNS, conf, 409);
        call("POST", RUNS + "?attach=true", conf, 200, "DagRun");
        var ended = call("GET", RUNS + "/nightly/wait?timeout=30", null, 200, "DagRun");
        assertThat(ended.path("state").asText()).isEqualTo("failed");
        assertThat(ended.path("conf").path("numbers").asInt()).isEqualTo(3);

        assertThat(call("GET", RUNS + "?state=failed&limit=1", null, 200, "DagRuns")
                        .path("total_entries")
                        .asInt())
                .isPositive();
        call("GET", "/dags/~/dagRuns", null, 200, "DagRuns");
        var tasks = RUNS + "/nightly/taskInstances";
        assertThat(call("GET", tasks, null, 200, "TaskInstances")
                        .path("total_entries")
                        .asInt())
                .isEqualTo(5);
        assertThat(call("GET", tasks + "/each/listMapped?state=failed", null, 200, "TaskInstances")
                        .path("task_instances")
                        .path(0)
                        .path("map_index")
                        .asInt())
                .isEqualTo(1);
        call("GET", tasks + "/sum", null, 200, "TaskInstance");
        call("GET", tasks + "/each/1", null, 200, "TaskInstance");
        var log = call("GET", tasks + "/each/logs?map_index=1", null, 200, "Log");
        assertThat(log.path("content").toString()).contains("number 1");
        var token = log.path("continuation_token").asText();
        assertThat(call("GET", tasks + "/each/logs?map_index=1&token=" + token, null, 200, "Log")
                        .path("content"))
                .isEmpty();
        assertThat(call("GET", tasks + "/list/xcomEntries?limit=2", null, 200, "XComs")
                        .path("xcom_entries"))
                .hasSize(2);
        assertThat(call("GET", tasks + "/list/xcomEntries/return_value", null, 200, "XCom")
                        .path("value")
                        .toString())
                .isEqualTo("[0,1,2]");
        assertThat(call("GET", tasks + "/list/xcomEntries/return_value?stringify=true", null, 200, "XCom")
                        .path("value")
                        .asText())
                .isEqualTo("[0,1,2]");
        assertThat(call("GET", tasks + "/list/xcomEntries/return_value%5B2%5D", null, 200, "XCom")
                        .path("value")
                        .asInt())
                .isEqualTo(2);
        assertThat(call("GET", tasks + "/each/xcomEntries/return_value?map_index=2", null, 200, "XCom")
                        .path("value")
                        .asInt())
                .isEqualTo(2);
        assertThat(problem("GET", tasks + "/each/xcomEntries/other?map_index=2", null, 404))
                .contains("'other'", "'return_value'");
        problem("GET", tasks + "/list/xcomEntries/return_value%5B3%5D", null, 404);

        assertThat(call("GET", tasks + "/each/logs/1?map_index=1", null, 200, "Log")
                        .path("content")
                        .path(0)
                        .path("event")
                        .asText())
                .isEqualTo("number 1");
        assertThat(problem("GET", tasks + "/each/logs/2?map_index=1", null, 404))
                .contains("no try 2", "last is 1");
        var tries = call("GET", tasks + "/each/1/tries", null, 200, "TaskInstanceTries");
        assertThat(tries.path("task_instances").findValuesAsText("state")).containsExactly("failed");
        assertThat(call("GET", tasks + "/each/1/tries/1", null, 200, "TaskInstanceTry"))
                .isEqualTo(tries.path("task_instances").path(0));
        problem("GET", tasks + "/each/1/tries/2", null, 404);
        assertThat(call("GET", tasks + "/list/tries", null, 200, "TaskInstanceTries")
                        .path("total_entries")
                        .asInt())
                .isEqualTo(1);
        call("GET", tasks + "/list/tries/1", null, 200, "TaskInstanceTry");
        assertThat(call("GET", tasks + "/each/1/dependencies", null, 200, "Dependencies")
                        .path("dependencies"))
                .isEmpty();
        call("GET", tasks + "/list/dependencies", null, 200, "Dependencies");

        var clear = "{\"dag_run_id\": \"nightly\", \"task_ids\": [[\"each\", 1]], \"include_downstream\": true}";
        assertThat(call("POST", "/dags/numbers/clearTaskInstances", clear, 200, "TaskInstances")
                        .path("total_entries")
                        .asInt())
                .isEqualTo(2);
        assertThat(call("GET", RUNS + "/nightly", null, 200, "DagRun")
                        .path("state")
                        .asText())
                .as("after a dry run")
                .isEqualTo("failed");
        call(
                "POST",
                "/dags/numbers/clearTaskInstances",
                clear.replace("}", ", \"dry_run\": false}"),
                200,
                "TaskInstances");
        call("GET", RUNS + "/nightly/wait", null, 200, "DagRun");
        call("PATCH", RUNS + "/nightly", "{\"state\": \"failed\"}", 200, "DagRun");
    }

    @Test
    void theTriesOfAnInstanceAreToldApart() throws Exception {
        call("POST", RUNS, "{\"dag_run_id\": \"again\"}", 200, "DagRun");
        call("GET", RUNS + "/again/wait?timeout=30", null, 200, "DagRun");
        var failed = call("POST", RUNS + "/again/clear", "{\"only_failed\": true}", 200, "TaskInstances");
        assertThat(failed.path("task_instances").findValuesAsText("task_id")).containsExactly("each", "sum");
        var whole = call("POST", RUNS + "/again/clear?limit=1", "{}", 200, "TaskInstances");
        assertThat(whole.path("task_instances")).hasSize(1);
        assertThat(whole.path("total_entries").asInt()).isEqualTo(5);
        assertThat(call("GET", RUNS + "/again", null, 200, "DagRun")
                        .path("state")
                        .asText())
                .as("after dry runs")
                .isEqualTo("failed");

        call("POST", RUNS + "/again/clear", "{\"dry_run\": false, \"only_failed\": true}", 200, "TaskInstances");
        call("GET", RUNS + "/again/wait?timeout=30", null, 200, "DagRun");

        var each = RUNS + "/again/taskInstances/each";
        assertThat(call("GET", each + "/1/tries", null, 200, "TaskInstanceTries")
                        .path("task_instances")
                        .findValuesAsText("try_number"))
                .containsExactly("1", "2");
        var first = call("GET", each + "/logs/1?map_index=1", null, 200, "Log");
        var second = call("GET", each + "/logs/2?map_index=1", null, 200, "Log");
        assertThat(first.path("content").findValuesAsText("event")).contains("number 1");
        assertThat(second.path("content").findValuesAsText("event")).contains("number 1");
        assertThat(first.path("content").findValuesAsText("attempt"))
                .doesNotContainAnyElementsOf(second.path("content").findValuesAsText("attempt"));
    }

    @Test
    void aRunThatHasEndedIsDeleted() throws Exception {
        call("POST", RUNS, "{\"dag_run_id\": \"over\"}", 200, "DagRun");
        call("GET", RUNS + "/over/wait?timeout=30", null, 200, "DagRun");
        assertThat(send("DELETE", RUNS + "/over", null).statusCode()).isEqualTo(204);
        problem("GET", RUNS + "/over", null, 404);
        problem("DELETE", RUNS + "/over", null, 404);

        call("PATCH", "/dags/numbers", "{\"is_paused\": true}", 200, "Dag");
        call("POST", RUNS, "{\"dag_run_id\": \"waits\"}", 200, "DagRun");
        assertThat(problem("DELETE", RUNS + "/waits", null, 409)).contains("is queued", "stop it first");
        assertThat(call("GET", RUNS + "/waits/taskInstances/list/dependencies", null, 200, "Dependencies")
                        .path("dependencies"))
                .isNotEmpty();
        call("PATCH", "/dags/numbers", "{\"is_paused\": false}", 200, "Dag");
        call("GET", RUNS + "/waits/wait?timeout=30", null, 200, "DagRun");
    }

    @Test
    void poolsAreMadeChangedAndDeleted() throws Exception {
        assertThat(call("POST", "/pools", "{\"name\": \"printers\", \"slots\": 2}", 201, "Pool")
                        .path("open_slots")
                        .asInt())
                .isEqualTo(2);
        problem("POST", "/pools", "{\"name\": \"printers\", \"slots\": 3}", 409);
        problem("POST", "/pools", "{\"name\": \"scanners\"}", 400);
        assertThat(call("PATCH", "/pools/printers", "{\"slots\": 5}", 200, "Pool")
                        .path("slots")
                        .asInt())
                .isEqualTo(5);
        assertThat(call("GET", "/pools", null, 200, "Pools")
                        .path("total_entries")
                        .asInt())
                .isEqualTo(2);
        call("GET", "/pools/default_pool", null, 200, "Pool");
        assertThat(send("DELETE", "/pools/printers", null).statusCode()).isEqualTo(204);
        problem("GET", "/pools/printers", null, 404);
        problem("DELETE", "/pools/printers", null, 404);
    }

    @Test
    void aDagIsHeldBackAndLetGoOn() throws Exception {
        assertThat(call("PATCH", "/dags/numbers", "{\"is_paused\": true}", 200, "Dag")
                        .path("is_paused")
                        .asBoolean())
                .isTrue();
        call("PATCH", "/dags/numbers", "{\"is_paused\": false}", 200, "Dag");
        problem("PATCH", "/dags/numbers", "{\"description\": \"x\"}", 400);
        problem("PATCH", "/dags/unknown", "{\"is_paused\": true}", 404);
    }

    @Test
    void whatFailedIsMarked() throws Exception {
        call("POST", RUNS, "{\"dag_run_id\": \"marked\"}", 200, "DagRun");
        call("GET", RUNS + "/marked/wait?timeout=30", null, 200, "DagRun");
        var each = RUNS + "/marked/taskInstances/each";
        assertThat(call("PATCH", each + "/dry_run", "{\"new_state\": \"success\"}", 200, "TaskInstances")
                        .path("total_entries")
                        .asInt())
                .isEqualTo(3);
        assertThat(call("PATCH", each + "/1/dry_run", "{\"new_state\": \"success\"}", 200, "TaskInstances")
                        .path("task_instances")
                        .path(0)
                        .path("state")
                        .asText())
                .isEqualTo("failed");
        assertThat(call("PATCH", each + "/1", "{\"new_state\": \"success\"}", 200, "TaskInstances")
                        .path("task_instances")
                        .path(0)
                        .path("state")
                        .asText())
                .isEqualTo("success");
        assertThat(call("GET", RUNS + "/marked/wait?timeout=30", null, 200, "DagRun")
                        .path("state")
                        .asText())
                .isEqualTo("success");
        assertThat(call("PATCH", each, "{\"new_state\": \"failed\"}", 200, "TaskInstances")
                        .path("total_entries")
                        .asInt())
                .isEqualTo(3);
        assertThat(call("PATCH", RUNS + "/marked", "{\"state\": \"success\"}", 200, "DagRun")
                        .path("state")
                        .asText())
                .isEqualTo("success");
        problem("PATCH", each, "{\"new_state\": \"happy\"}", 400);
        problem("PATCH", each + "/x", "{\"new_state\": \"failed\"}", 404);
    }

    @Test
    void timesThatAreOverAreBackfilled() throws Exception {
        var days =
                "{\"dag_id\": \"daily\", \"from_date\": \"2026-11-01T00:00:00Z\", \"to_date\": \"2026-11-03T00:00:00Z\"}";
        assertThat(call("POST", "/backfills/dry_run", days, 200, "BackfillRuns")
                        .path("total_entries")
                        .asInt())
                .isEqualTo(3);
        assertThat(call("GET", "/dags/daily/dagRuns?run_type=backfill", null, 200, "DagRuns")
                        .path("total_entries")
                        .asInt())
                .as("after a dry run")
                .isZero();
        assertThat(call("POST", "/backfills", days, 200, "BackfillRuns").path("backfills"))
                .hasSize(3);
        problem("POST", "/backfills", days.replace("2026-11-01T00:00:00Z", "yesterday"), 400);
        problem("POST", "/backfills", days.replace("daily", "unknown"), 404);
    }

    @Test
    void dagsAreListed() throws Exception {
        assertThat(call("GET", "/dags", null, 200, "Dags")
                        .path("dags")
                        .path(1)
                        .path("dag_id")
                        .asText())
                .isEqualTo("numbers");
        call("GET", "/dags/numbers", null, 200, "Dag");
        assertThat(call("GET", "/dags/numbers/details", null, 200, "DagDetails")
                        .path("params")
                        .path("numbers")
                        .asInt())
                .isEqualTo(3);
        assertThat(call("GET", "/dags/numbers/tasks", null, 200, "Tasks")
                        .path("tasks")
                        .findValuesAsText("task_id"))
                .containsExactly("list", "each", "sum");
        var each = call("GET", "/dags/numbers/tasks/each", null, 200, "Task");
        assertThat(each.path("is_mapped").asBoolean()).isTrue();
        assertThat(each.path("downstream_task_ids").path(0).asText()).isEqualTo("sum");
        problem("GET", "/dags/numbers/tasks/other", null, 404);
        assertThat(call("GET", "/dags/numbers/dagVersions", null, 200, "DagVersions")
                        .path("total_entries")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void whatCannotBeDoneIsAProblemOfOneSentence() throws Exception {
        problem("GET", "/dags/unknown", null, 404);
        problem("GET", "/nothing", null, 404);
        problem("GET", RUNS + "/unknown", null, 404);
        problem("GET", RUNS + "?limit=100000", null, 400);
        problem("GET", RUNS + "?state=happy", null, 400);
        problem("POST", RUNS, "{\"conf\": {\"numbers\": \"many\"}}", 422);
        problem("POST", RUNS, "{\"conf\": [1]}", 400);
        problem("POST", RUNS, "{", 400);
        assertThat(problem("POST", RUNS, "{\"dag_run_id\": \"a b\"}", 422)).contains("Run id 'a b'");
    }

    @Test
    void aFormOfAnotherSiteIsRefused() throws Exception {
        var asForm = HttpRequest.newBuilder(URI.create(server.url() + RestApi.BASE + RUNS))
                .header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString("{}"));
        assertThat(client.send(asForm.build(), HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(415);
        var fromElsewhere = HttpRequest.newBuilder(URI.create(server.url() + "/dagrunr/dags/numbers/trigger"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("conf={}"));
        assertThat(client.send(fromElsewhere.build(), HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(403);
    }

    private static JsonNode call(String method, String path, String body, int status, String schema) throws Exception {
        var answer = send(method, path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        var json = JSON.readTree(answer.body());
        assertShape(json, document.path("components").path("schemas").path(schema), path);
        return json;
    }

    private static String problem(String method, String path, String body, int status) throws Exception {
        var answer = send(method, path, body);
        assertThat(answer.statusCode()).as(path + " " + answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        var json = JSON.readTree(answer.body());
        assertShape(json, document.path("components").path("schemas").path("Problem"), path);
        return json.path("detail").asText();
    }

    /** The same names, and values of the kinds that the document allows. */
    private static void assertShape(JsonNode value, JsonNode schema, String place) {
        if (schema.has("$ref")) {
            assertShape(value, document.at(schema.path("$ref").asText().substring(1)), place);
            return;
        }
        var types = new ArrayList<String>();
        schema.path("type").forEach(type -> types.add(type.asText()));
        if (types.isEmpty() && schema.has("type")) {
            types.add(schema.path("type").asText());
        }
        if (!types.isEmpty()) {
            assertThat(types).as(place + " is " + value).containsAnyElementsOf(kinds(value));
        }
        if (schema.has("enum")) {
            assertThat(schema.path("enum")).as(place).contains(value);
        }
        if (schema.has("properties")) {
            assertThat(value.properties().stream().map(Map.Entry::getKey))
                    .as(place)
                    .containsExactlyInAnyOrderElementsOf(schema.path("properties").properties().stream()
                            .map(Map.Entry::getKey)
                            .toList());
            value.properties()
                    .forEach(field -> assertShape(
                            field.getValue(),
                            schema.path("properties").path(field.getKey()),
                            place + "." + field.getKey()));
        }
        value.forEach(element -> {
            if (value.isArray()) {
                assertShape(element, schema.path("items"), place + "[]");
            }
        });
    }

    private static List<String> kinds(JsonNode value) {
        if (value.isNull()) {
            return List.of("null");
        }
        if (value.isIntegralNumber()) {
            return List.of("integer", "number");
        }
        if (value.isNumber()) {
            return List.of("number");
        }
        return List.of(
                value.isTextual() ? "string" : value.isBoolean() ? "boolean" : value.isArray() ? "array" : "object");
    }

    private static HttpResponse<String> send(String method, String path, String body)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(server.url() + RestApi.BASE + path))
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
