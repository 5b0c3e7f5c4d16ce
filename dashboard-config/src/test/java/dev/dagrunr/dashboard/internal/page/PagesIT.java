package dev.dagrunr.dashboard.internal.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.RunState;
import dev.dagrunr.dag.Timetable;
import dev.dagrunr.dashboard.internal.demo.DemoData;
import dev.dagrunr.dashboard.internal.site.OperatorSite;
import dev.dagrunr.dashboard.internal.web.DashboardServer;
import dev.dagrunr.dashboard.internal.web.WebOptions;
import dev.dagrunr.engine.DagRunr;
import dev.dagrunr.engine.TriggerOptions;
import dev.dagrunr.migration.MigrationDag;
import dev.dagrunr.migration.MigrationDags;
import dev.dagrunr.migration.connection.Connections;
import dev.dagrunr.testsupport.PostgresExtension;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.jobrunr.storage.StorageProvider;
import org.jobrunr.utils.mapper.JsonMapper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The operator's pages in a browser, where there is one: from the list of DAGs to a run that failed, was mended and succeeded. */
@EnabledIf(
        value = "dev.dagrunr.dashboard.internal.page.Browser#installed",
        disabledReason = "Chromium is not installed")
class PagesIT {
    /** @param orders how many to charge */
    record Orders(int orders) {}

    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.create();

    private static final AtomicBoolean CARD_IS_REFUSED = new AtomicBoolean(true);
    private static final CountDownLatch GATE = new CountDownLatch(1);

    private static HikariDataSource pool;
    private static Connections connections;
    private static DagRunr dagrunr;
    private static DashboardServer server;
    private static Browser browser;

    @BeforeAll
    static void open() throws Exception {
        var source = POSTGRES.createDatabase();
        var target = POSTGRES.createDatabase();
        DemoData.ofRows(20_000).generate(source.dataSource());
        var environment = Map.of(
                "DAGRUNR_CONN_POSTGRES_SOURCE", source.uri(),
                "DAGRUNR_CONN_POSTGRES_TARGET", target.uri(),
                "PG_POOL_MAXCONN", "12");
        connections = Connections.from(environment);
        var migration = MigrationDags.create(connections, environment);
        var config = new HikariConfig();
        config.setDataSource(POSTGRES.database().dataSource());
        config.setMaximumPoolSize(16);
        pool = new HikariDataSource(config);
        dagrunr = DagRunr.configure()
                .dataSource(pool)
                .dags(migration.migration(), migration.validation(), orders())
                .nodeName("node-1")
                .parallelism(4)
                .start();
        server = DashboardServer.start(
                WebOptions.loopback(0),
                dagrunr.unwrap(StorageProvider.class),
                dagrunr.unwrap(JsonMapper.class),
                () -> true);
        OperatorSite.addTo(server, new Operations(dagrunr, connections));
        browser = Browser.open(server.url());
    }

    private static Dag<Orders> orders() {
        var dag = Dag.named("charge_orders", Orders.class)
                .description("Charges each open order, then sends one receipt for all")
                .schedule(Timetable.cron("30 2 * * mon-fri", ZoneId.of("Europe/Berlin")))
                .startDate(Instant.now().plus(Duration.ofDays(1)))
                .defaults(new Orders(5));
        var open = dag.task("find_open_orders")
                .runsList(
                        String.class,
                        context -> IntStream.rangeClosed(1, context.params().orders())
                                .mapToObj(number -> "order-" + number)
                                .toList());
        var checked = dag.task("check_stock").reads(open).runs(Integer.class, (orders, context) -> {
            GATE.await();
            return orders.size();
        });
        var charged = dag.task("charge").expand(open).labels(order -> order).runs(String.class, (order, context) -> {
            context.log().info("Charging " + order);
            if (order.equals("order-3") && CARD_IS_REFUSED.get()) {
                context.log().warn("<b>The card of " + order + " was refused</b>");
                throw new IllegalStateException("The card was refused");
            }
            return order + " paid";
        });
        dag.task("send_receipt").reads(charged).after(checked).runs(Integer.class, (all, context) -> all.size());
        return dag.build();
    }

    @AfterAll
    static void close() {
        GATE.countDown();
        browser.close();
        server.close();
        dagrunr.close();
        pool.close();
        connections.close();
    }

    @AfterEach
    void nothingWasWrong() {
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void anOperatorFindsAFailureAndMendsIt() throws Exception {
        browser.look(1280, "light");
        browser.go("/");
        assertThat(browser.path()).isEqualTo("/dagrunr/dags");
        check("dags");

        browser.click("charge_orders");
        browser.click("Trigger");
        check("trigger-form");
        browser.run("document.getElementById('field-orders').value = 'many'");
        browser.submit("#fields button.primary");
        assertThat(browser.find("#faults").getText()).contains("orders").contains("Nothing was triggered");
        assertThat(browser.find("#field-orders-faults").getText()).contains("must be a whole number");
        assertThat(browser.find("#field-orders").getDomAttribute("aria-invalid"))
                .isEqualTo("true");
        assertThat(browser.find("#field-orders").getDomProperty("value")).isEqualTo("many");
        assertThat(browser.complaints()).singleElement().asString().contains("422");
        check("trigger");
        browser.run("document.getElementById('field-orders').value = '5'");
        browser.submit("#fields button.primary");
        var run = browser.path().replaceAll("\\?.*", "");
        assertThat(browser.find("#said").getText()).isEqualTo("The run was triggered.");

        browser.awaitText("#tasks", "4 success, 1 failed");
        check("run");
        browser.click("Graph");
        browser.awaitText("#graph", "running");
        GATE.countDown();
        browser.awaitText("#facts", "failed");
        browser.awaitText("#graph", "upstream failed");
        check("graph");

        browser.click("Tasks");
        browser.click("charge");
        check("instances");
        browser.go(browser.path() + "?state=failed");
        browser.click("2");
        assertThat(browser.text()).contains("<b>The card of order-3 was refused</b>", "The card was refused");
        check("instance");

        CARD_IS_REFUSED.set(false);
        browser.click("Clear");
        assertThat(browser.text()).contains("charge [2] order-3", "send_receipt");
        check("clear");
        browser.submit("main form button.primary");
        browser.awaitText("#facts", "success");
        browser.click("Gantt");
        check("gantt");
        browser.click("Mark");
        assertThat(browser.text()).contains("The run ends as a success");
        check("mark-run");
        browser.go(run + "/mark?task=charge&index=2&state=failed");
        assertThat(browser.text()).contains("charge [order-3]", "Mark 1 instance failed");
        browser.submit("main form button.primary");
        browser.awaitText("#tasks", "4 success, 1 failed");
        browser.go(run + "/mark?task=charge&index=2&state=success");
        browser.submit("main form button.primary");
        browser.awaitText("#tasks", "5 success");
        browser.go("/dagrunr/dags/charge_orders");
        check("grid");
        assertThat(run).startsWith("/dagrunr/dags/charge_orders/runs/manual__");
        browser.go("/dagrunr/dags");
        assertThat(browser.text()).contains("30 2 * * mon-fri");
        check("dags-of-a-day");
    }

    @Test
    void aMigrationIsSeenFromItsPlanToItsReport() throws Exception {
        browser.look(1280, "light");
        var run = dagrunr.runner(MigrationDag.ID)
                .triggerJson(
                        "{\"validation_mode\": \"checksum\", \"partition_threshold\": 3000}",
                        TriggerOptions.defaults());
        var page = Links.run(MigrationDag.ID, run.runId());
        browser.go(page + "/migration");
        browser.awaitText("#tables", "votes");
        browser.awaitText("#total", "tables equal by checksum");
        browser.go(page + "/graph");
        assertThat(run.await(Duration.ofMinutes(1))).isEqualTo(RunState.SUCCESS);
        browser.awaitText("#facts", "success");
        assertThat(browser.text()).containsPattern("transfer_partition\\s+× 4 · 4 ended · success");
        check("migration-graph");
        for (var tab : List.of("/migration", "", "/gantt", "/details", "/instances", "/tasks/create_tables")) {
            browser.go(page + tab);
            check("migration-run" + tab.replace('/', '-'));
        }
    }

    @Test
    void aConfMayBeWrittenAsJsonInstead() {
        browser.look(1280, "light");
        browser.go("/dagrunr/dags/charge_orders/trigger");
        browser.run("document.querySelector('details.json').open = true");
        browser.run("document.getElementById('conf').value = '{\"orders\": \"few\"}'");
        browser.submit("#json button");
        assertThat(browser.find("#faults").getText()).contains("\"few\"");
        assertThat(browser.find("#conf").getDomProperty("value")).contains("few");
        assertThat(browser.complaints()).singleElement().asString().contains("422");
    }

    @Test
    void poolsAreMadeChangedAndDeleted() {
        browser.look(1280, "light");
        browser.go("/dagrunr/pools");
        browser.click("New pool");
        browser.run("document.getElementById('name').value = 'printers'");
        browser.run("document.getElementById('slots').value = 'two'");
        browser.submit("main form button.primary");
        assertThat(browser.find("#faults").getText()).contains("'two'");
        assertThat(browser.complaints()).singleElement().asString().contains("422");
        check("pool");
        browser.run("document.getElementById('slots').value = '2'");
        browser.submit("main form button.primary");
        assertThat(browser.find("#pools").getText()).contains("printers");
        check("pools");
        browser.go("/dagrunr/pools/printers");
        browser.submit("main form button.danger");
        assertThat(browser.find("#pools").getText()).doesNotContain("printers");
    }

    @Test
    void aPageThatStaysOpenKeepsNothingOfWhatItShowed() {
        browser.look(1280, "light");
        browser.go("/dagrunr/dags");
        turn(2);
        var before = browser.held();

        turn(8);

        assertThat(browser.held().get("nodes")).isLessThan(before.get("nodes") + 20);
        assertThat(browser.held().get("jsEventListeners")).isLessThanOrEqualTo(before.get("jsEventListeners"));
        assertThat(browser.held().get("documents")).isLessThanOrEqualTo(before.get("documents"));
    }

    @Test
    void thousandsOfEventsTakeNoMoreMemoryThanSome() {
        browser.look(1280, "light");
        browser.keepStreams();
        browser.go("/dagrunr/dags");
        browser.pour("dags", 500);
        var before = browser.held();
        long heap = browser.heap();

        browser.pour("dags", 4_000);

        assertThat(browser.held().get("nodes")).isLessThan(before.get("nodes") + 400);
        assertThat(browser.held().get("jsEventListeners")).isLessThanOrEqualTo(before.get("jsEventListeners"));
        assertThat(browser.held().get("documents")).isLessThanOrEqualTo(before.get("documents") + 2);
        assertThat(browser.heap()).isLessThan(heap + 1_000_000);
    }

    /** Changes the list of DAGs back and forth, and waits for each change to be seen. */
    private static void turn(int times) {
        for (int i = 0; i < times; i++) {
            dagrunr.pause("charge_orders");
            browser.awaitText("#dags", "paused");
            dagrunr.unpause("charge_orders");
            browser.awaitNoText("#dags", "paused");
        }
    }

    @Test
    void everyOtherPageIsWell() {
        browser.look(1280, "light");
        for (var page :
                List.of("runs", "nodes", "connections", "dags/charge_orders/graph", "dags/charge_orders/versions")) {
            browser.go("/dagrunr/" + page);
            check(page.replace('/', '-'));
        }
        browser.go("/dagrunr/connections");
        browser.submit("tbody tr:first-child button");
        assertThat(browser.text())
                .contains("PostgreSQL")
                .doesNotContain(POSTGRES.database().password());
        browser.find("#theme").click();
        assertThat(browser.run("return document.documentElement.dataset.theme")).isEqualTo("dark");
        browser.go("/dagrunr/nodes");
        assertThat(browser.run("return document.documentElement.dataset.theme")).isEqualTo("dark");
        browser.find("#theme").click();
        browser.run("document.cookie = 'dagrunr-theme=; path=/; max-age=0'");
    }

    /** In both themes and at both widths: no serious fault for those who do not see it, and no sideways scrolling. */
    private static void check(String name) {
        for (var theme : List.of("light", "dark")) {
            for (int width : new int[] {1280, 390}) {
                browser.look(width, theme);
                browser.picture(name + "-" + theme + "-" + width);
                assertThat(browser.overflows()).as(name + " at " + width).isFalse();
            }
            assertThat(browser.accessibilityFaults()).as(name + " in " + theme).isEmpty();
        }
        browser.look(1280, "light");
    }
}
