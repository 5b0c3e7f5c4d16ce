package dev.dagrunr.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.Expandable;
import dev.dagrunr.dag.NoParams;
import dev.dagrunr.dag.TaskState;
import dev.dagrunr.dag.internal.model.MapPath;
import dev.dagrunr.engine.internal.store.InstanceSet;
import dev.dagrunr.testsupport.PostgresExtension;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A sample of the conformance tables through the PostgreSQL store: each row is a DAG whose bodies end as the row says, and all
 * of them run at once on one engine.
 */
class StoreConformanceIT {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final List<StoreCase> CASES = StoreCases.all();

    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.create();

    /** Rows of {@link #leavesWhatHasEndedAsItIs}. */
    private static final Set<String> EXPANSIONS = Set.of("MP031", "MP032", "MP033", "MP034");

    private static final Map<String, RunHandle> RUNS = new LinkedHashMap<>();
    private static HikariDataSource pool;
    private static DagRunr dagrunr;

    static List<StoreCase> cases() {
        return CASES;
    }

    @BeforeAll
    static void runAll() {
        pool = Pools.of(POSTGRES.database());
        dagrunr = DagRunr.configure()
                .dataSource(pool)
                .dags(CASES.stream().map(StoreCase::dag).toArray(Dag<?>[]::new))
                .dags(EXPANDED.values().toArray(Dag<?>[]::new))
                .parallelism(8)
                .start();
        CASES.forEach(row -> RUNS.put(row.id(), dagrunr.runner(row.dag()).trigger(new NoParams())));
    }

    /** DAGs whose task {@code mapped} has that many instances. */
    private static final Map<Integer, Dag<NoParams>> EXPANDED =
            Stream.of(0, 2, 3, 5).collect(Collectors.toMap(width -> width, StoreConformanceIT::expandedTo));

    private static Dag<NoParams> expandedTo(int width) {
        var dag = Dag.named("expanded_" + width);
        var list = Expandable.of(IntStream.range(0, width).boxed().toList());
        dag.task("mapped").expand(list).runs(Integer.class, (number, context) -> number);
        return dag.build();
    }

    @AfterAll
    static void stop() {
        dagrunr.close();
        pool.close();
    }

    /** The rows that only a store can be asked are all here; of the others there are some of each table. */
    @Test
    void samplesTheTablesAndRunsWhatIsTheStoresAlone() {
        var ids = Stream.concat(CASES.stream().map(StoreCase::id), EXPANSIONS.stream())
                .collect(Collectors.toSet());
        assertThat(ids).containsAll(ConformanceTables.runBy(StoreConformanceIT.class));
        assertThat(ids).hasSizeGreaterThanOrEqualTo(60);
        assertThat(ids.stream().map(id -> id.substring(0, 2))).contains("TX", "TR", "MU", "MP", "DS", "BS", "SU", "CR");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void endsAsTheTableSays(StoreCase row) throws InterruptedException {
        var run = RUNS.get(row.id());
        run.await(LONG);
        for (var clear : row.clears()) {
            clear.accept(run);
            run.await(LONG);
        }
        var states = States.of(run);
        assertThat(states).as(row.toString()).containsAll(row.states());
        row.result()
                .ifPresent(result -> assertThat(run.resultJson(result.taskId(), -1))
                        .as(row.toString())
                        .contains(result.json()));
        row.state()
                .ifPresent(state ->
                        assertThat(run.info().state()).as(states.toString()).isEqualTo(state));
    }

    /** An expansion beside instances that succeeded before, as a faulty state of the table would have them; rolled back. */
    @ParameterizedTest
    @CsvSource({
        "MP031, 0, 3, none none none",
        "MP032, 3, 3, success success success",
        "MP033, 5, 3, success success success removed removed",
        "MP034, 2, 2, success success"
    })
    void leavesWhatHasEndedAsItIs(String row, int existing, int width, String states) throws Exception {
        var dag = Objects.requireNonNull(EXPANDED.get(existing));
        var run = dagrunr.runner(dag).trigger(new NoParams());
        run.await(LONG);
        var labels = IntStream.range(0, width).mapToObj(Integer::toString).toList();
        try (var connection = pool.getConnection();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            var found = statement.executeQuery(
                    "select max(run) from dagrunr.task_instance where run in (select id from dagrunr.dag_run where dag_id = '"
                            + dag.id() + "')");
            found.next();
            long key = found.getLong(1);
            statement.executeUpdate(
                    "insert into dagrunr.task_instance (run, task_id, map_index, state, max_tries, priority, pool, pool_slots)"
                            + " values (" + key
                            + ", 'mapped', -1, 'none', 1, 1, '', 1) on conflict (run, task_id, map_index) do update set state = 'none'");
            InstanceSet.expand(connection, key, dag.graph().task("mapped"), 1, MapPath.ROOT, labels, TaskState.NONE);
            var rows = statement.executeQuery(
                    "select string_agg(state, ' ' order by map_index), min(map_index) from dagrunr.task_instance where run = "
                            + key);
            rows.next();
            assertThat(rows.getString(1)).as(row).isEqualTo(states);
            assertThat(rows.getInt(2)).as(row).isZero();
            connection.rollback();
        }
    }
}
