package dev.dagrunr.e2e;

import dev.dagrunr.dashboard.internal.node.AppMetrics;
import dev.dagrunr.dashboard.internal.page.Operations;
import dev.dagrunr.dashboard.internal.site.OperatorSite;
import dev.dagrunr.dashboard.internal.web.DashboardServer;
import dev.dagrunr.dashboard.internal.web.Metrics;
import dev.dagrunr.dashboard.internal.web.WebOptions;
import dev.dagrunr.engine.DagRunr;
import dev.dagrunr.migration.connection.Connections;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jobrunr.jobs.states.StateName;
import org.jobrunr.storage.StorageProvider;
import org.jobrunr.utils.mapper.JsonMapper;

/** Everything that the web server shows of a node's work, as a browser would fetch it. Confined to one thread. */
final class Pages implements AutoCloseable {
    private static final Pattern JOB_ID = Pattern.compile("\"id\":\"([0-9a-f-]{36})\",\"version\"");
    private static final Pattern LINK = Pattern.compile("(?:href|src)=\"(/dagrunr/[^\"#]*)");
    private static final Pattern RUN_ID = Pattern.compile("\"dag_run_id\":\"([^\"]+)\"");
    private static final Pattern INSTANCE = Pattern.compile("\"task_id\":\"([^\"]+)\"[^{}]*?\"map_index\":(-?[0-9]+)");
    private static final int PAGE = 100;
    /** How many sort orders, filters and parts of one list are looked at. */
    private static final int WAYS_TO_SHOW = 6;

    private final HttpClient client = HttpClient.newHttpClient();
    private final List<String> fetched = new ArrayList<>();
    private final DashboardServer server;

    private Pages(DashboardServer server) {
        this.server = server;
    }

    static Pages of(DagRunr dagrunr, Connections connections, AppMetrics metrics) {
        try {
            var server = DashboardServer.start(
                    WebOptions.loopback(0),
                    dagrunr.unwrap(StorageProvider.class),
                    dagrunr.unwrap(JsonMapper.class),
                    () -> true);
            server.serve("/metrics", new Metrics(metrics::text));
            OperatorSite.addTo(server, new Operations(dagrunr, connections));
            return new Pages(server);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The text of every page, list, job and first event of a stream. */
    List<String> all() throws IOException, InterruptedException {
        follow("/dagrunr/dags");
        rest("postgres_to_postgres_migration");
        rest("validate_migration_env");
        for (var path :
                List.of("/", "/health", "/metrics", "/dashboard/overview", "/dashboard/jobs", "/dashboard/servers")) {
            get(path);
        }
        for (var path : List.of("/api/problems", "/api/recurring-jobs", "/api/servers", "/api/version")) {
            get(path);
        }
        for (var state : StateName.values()) {
            jobs(state);
        }
        firstEvent("/sse/jobstats");
        firstEvent("/sse/servers");
        firstEvent("/dagrunr/live?page=/dagrunr/dags");
        firstEvent("/dagrunr/live?page=/dagrunr/connections");
        return fetched;
    }

    /** This page and whatever links lead to from it. */
    private void follow(String start) throws IOException, InterruptedException {
        var known = new HashSet<>(Set.of(start));
        var ways = new HashMap<String, Integer>();
        var open = new ArrayDeque<>(known);
        while (!open.isEmpty()) {
            var page = get(open.remove());
            for (var link : LINK.matcher(page).results().toList()) {
                var path = link.group(1).replace("&amp;", "&");
                if (known.add(path) && ways.merge(path.replaceAll("\\?.*", ""), 1, Integer::sum) <= WAYS_TO_SHOW) {
                    open.add(path);
                }
            }
        }
    }

    private void rest(String dagId) throws IOException, InterruptedException {
        var dag = "/dagrunr/api/v2/dags/" + dagId;
        get(dag);
        for (var runId : found(RUN_ID, get(dag + "/dagRuns?limit=100"))) {
            var run = dag + "/dagRuns/" + URLEncoder.encode(runId, StandardCharsets.UTF_8);
            get(run);
            var instances = INSTANCE.matcher(get(run + "/taskInstances?limit=100"))
                    .results()
                    .toList();
            for (var instance : instances) {
                var task = run + "/taskInstances/" + instance.group(1);
                var index = "?map_index=" + instance.group(2);
                get(task + "/listMapped");
                get(task + "/logs" + index);
                get(task + "/xcomEntries" + index);
            }
        }
    }

    private static Set<String> found(Pattern pattern, String json) {
        return pattern.matcher(json).results().map(match -> match.group(1)).collect(Collectors.toSet());
    }

    private void jobs(StateName state) throws IOException, InterruptedException {
        for (int offset = 0; ; offset += PAGE) {
            var list = get("/api/jobs?state=%s&offset=%d&limit=%d&order=updatedAt:DESC".formatted(state, offset, PAGE));
            var ids = JOB_ID.matcher(list).results().map(id -> id.group(1)).toList();
            for (var id : ids) {
                get("/api/jobs/" + id);
                get("/dashboard/jobs/" + id);
            }
            if (ids.size() < PAGE) {
                return;
            }
        }
    }

    private String get(String path) throws IOException, InterruptedException {
        var response = client.send(request(path), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() >= 400) {
            throw new AssertionError(path + " answers " + response.statusCode() + ": " + response.body());
        }
        fetched.add(path + " " + response.headers().map() + "\n" + response.body());
        return response.body();
    }

    private void firstEvent(String path) throws IOException, InterruptedException {
        var response = client.send(request(path), HttpResponse.BodyHandlers.ofInputStream());
        try (var lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("data:")) {
                    fetched.add(path + "\n" + line);
                    return;
                }
            }
        }
        throw new AssertionError(path + " ended before its first event");
    }

    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(URI.create(server.url() + path))
                .timeout(Duration.ofSeconds(20))
                .build();
    }

    @Override
    public void close() {
        server.close();
    }
}
