package dev.dagrunr.dashboard.internal.page;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.NoParams;
import dev.dagrunr.dashboard.internal.site.OperatorSite;
import dev.dagrunr.dashboard.internal.web.DashboardServer;
import dev.dagrunr.dashboard.internal.web.WebOptions;
import dev.dagrunr.engine.DagRunr;
import dev.dagrunr.migration.connection.Connections;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jobrunr.storage.StorageProvider;
import org.jobrunr.utils.mapper.JsonMapper;

/**
 * How long each page takes, and how much it weighs, beside a run of 100,000 mapped instances, half of which have ended. Fills
 * the tables by SQL, asks for each page {@value #ROUNDS} times and prints a table; ends with 1 when a page is over the limits.
 */
public final class PageSpeedMain {
    private static final int WIDE = 100_000;
    private static final int ROUNDS = 30;
    private static final long MOST_MILLIS = 200;
    private static final int MOST_KILOBYTES = 150;

    private PageSpeedMain() {}

    private record Measured(String path, double median, double p95, double most, int bytes) {
        boolean good() {
            return p95 < MOST_MILLIS && bytes < MOST_KILOBYTES * 1_000;
        }
    }

    public static void main(String[] arguments) throws Exception {
        try (var postgres = EmbeddedPostgres.builder()
                        .setServerConfig("fsync", "on")
                        .start();
                var pool = pool(postgres.getPostgresDatabase())) {
            System.exit(measure(pool) ? 0 : 1);
        }
    }

    private static HikariDataSource pool(DataSource database) {
        var config = new HikariConfig();
        config.setDataSource(database);
        config.setMaximumPoolSize(16);
        return new HikariDataSource(config);
    }

    private static boolean measure(HikariDataSource pool) throws Exception {
        var dag = dag();
        try (var dagrunr = DagRunr.configure()
                .dataSource(pool)
                .dags(dag)
                .nodeName("node-1")
                .parallelism(2)
                .start()) {
            var run = dagrunr.runner(dag).trigger(new NoParams());
            run.await(Duration.ofMinutes(1));
            widen(pool, run.info().key());
            try (var server = DashboardServer.start(
                    WebOptions.loopback(0),
                    dagrunr.unwrap(StorageProvider.class),
                    dagrunr.unwrap(JsonMapper.class),
                    () -> true)) {
                OperatorSite.addTo(server, new Operations(dagrunr, Connections.from(Map.of())));
                return report(server.url(), "/dagrunr/dags/wide/runs/" + Links.encoded(run.runId()));
            }
        }
    }

    private static Dag<NoParams> dag() {
        var dag = Dag.named("wide").description("One list, one task for each of its elements, one that adds up");
        var numbers = dag.task("numbers").runsList(Integer.class, context -> List.of(1, 2));
        var each = dag.task("each")
                .expand(numbers)
                .labels(number -> "number " + number)
                .runs(Integer.class, (number, context) -> number);
        dag.task("sum").reads(each).runs(Integer.class, (all, context) -> 0);
        return dag.build();
    }

    /** As if the run were in the middle of its instances. */
    private static void widen(HikariDataSource pool, long run) throws SQLException {
        try (var connection = pool.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("delete from dagrunr.task_instance where task_id = 'each' and run = " + run);
            statement.execute("""
                    insert into dagrunr.task_instance (run, task_id, map_index, label, state, max_tries, priority, try_number,
                        started_at, ended_at, progress_done, progress_expected, reason)
                    select %d, 'each', i, 'instance ' || i,
                        case when i %% 100 = 50 then 'failed' when i < %2$d then 'success' else 'scheduled' end, 1, 1,
                        case when i < %2$d then 1 else 0 end,
                        case when i < %2$d then now() - interval '1 hour' + i * interval '50 ms' end,
                        case when i < %2$d then now() - interval '1 hour' + i * interval '60 ms' end, i, 100000,
                        case when i %% 100 = 50 then 'IllegalStateException: the other side hung up' else '' end
                    from generate_series(0, %3$d) i""".formatted(run, WIDE / 2, WIDE - 1));
            statement.execute("""
                    update dagrunr.task_progress
                    set own_total = %d, own_success = %d, own_failed = %d, width = %1$d
                    where task_id = 'each' and run = %d""".formatted(WIDE, WIDE / 2 - 500, 1_000, run));
            statement.execute("update dagrunr.dag_run set state = 'running', ended_at = null where id = " + run);
            statement.execute("vacuum analyze dagrunr.task_instance");
        }
    }

    private static boolean report(String url, String run) throws IOException, InterruptedException {
        var each = run + "/tasks/each";
        var api = "/dagrunr/api/v2" + run.substring("/dagrunr".length()).replace("/runs/", "/dagRuns/");
        System.out.printf(
                "%nLimits: p95 below %d ms, below %d kB; %d requests each. Load of this machine: %.1f on %d cores%n%n",
                MOST_MILLIS,
                MOST_KILOBYTES,
                ROUNDS,
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                Runtime.getRuntime().availableProcessors());
        System.out.println("     p50      p95      max            size  verdict  page");
        var measured = new ArrayList<Measured>();
        for (var path : List.of(
                "/dagrunr/dags",
                "/dagrunr/runs",
                "/dagrunr/nodes",
                "/dagrunr/dags/wide",
                "/dagrunr/dags/wide/graph",
                "/dagrunr/dags/wide/runs",
                "/dagrunr/dags/wide/versions",
                run,
                run + "/graph",
                run + "/gantt",
                run + "/details",
                run + "/instances",
                each,
                each + "?offset=50000",
                each + "?offset=99900",
                each + "?sort=label",
                each + "?sort=label&offset=50000",
                each + "?sort=state&desc=1",
                each + "?sort=started&desc=1",
                each + "?sort=duration",
                each + "?sort=duration&desc=1&offset=40000",
                each + "?sort=tries&desc=1",
                each + "?state=failed",
                each + "?q=4711",
                each + "/4711",
                each + "?state=success&offset=25000",
                run + "/instances?offset=50000",
                run + "/clear",
                run + "/clear?failed=1&downstream=1",
                run + "/clear?task=each&downstream=1",
                run + "/clear?task=each&failed=1&downstream=1",
                run + "/clear?task=each&index=4711&downstream=1",
                run + "/mark?state=success",
                run + "/mark?task=each&state=success",
                run + "/mark?task=each&index=4711&state=success",
                run + "/stop",
                api,
                api.replaceAll("/[^/]*$", "?limit=100"),
                api + "/taskInstances?limit=100&offset=50000",
                api + "/taskInstances?limit=100&state=failed",
                api + "/taskInstances/each/listMapped?limit=100&offset=99900",
                api + "/taskInstances/each/4711")) {
            var page = measure(url, path);
            measured.add(page);
            System.out.printf(
                    "%8.1f %8.1f %8.1f ms %8.1f kB  %-7s  %s%n",
                    page.median(),
                    page.p95(),
                    page.most(),
                    page.bytes() / 1_000.0,
                    page.good() ? "holds" : "FAILS",
                    page.path());
        }
        long held = measured.stream().filter(Measured::good).count();
        System.out.printf(
                "%n%d of %d pages hold both limits; load of this machine at the end: %.1f%n",
                held,
                measured.size(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        return held == measured.size();
    }

    private static Measured measure(String url, String path) throws IOException, InterruptedException {
        var browser = HttpClient.newHttpClient();
        var request = HttpRequest.newBuilder(URI.create(url + path)).build();
        var millis = new ArrayList<Double>();
        int bytes = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long start = System.nanoTime();
            var answer = browser.send(request, HttpResponse.BodyHandlers.ofByteArray());
            millis.add((System.nanoTime() - start) / 1e6);
            bytes = answer.body().length;
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(path + " is answered with " + answer.statusCode());
            }
        }
        double most = Collections.max(millis);
        Collections.sort(millis);
        return new Measured(path, millis.get(ROUNDS / 2), millis.get((int) Math.ceil(ROUNDS * 0.95) - 1), most, bytes);
    }
}
