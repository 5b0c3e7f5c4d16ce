package dev.dagrunr.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.dagrunr.dag.Dag;
import dev.dagrunr.testsupport.PostgresExtension;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
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
                .parallelism(8)
                .start();
        CASES.forEach(row -> RUNS.put(row.id(), dagrunr.runner(row.dag()).trigger(new dev.dagrunr.dag.NoParams())));
    }

    @AfterAll
    static void stop() {
        dagrunr.close();
        pool.close();
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
}
