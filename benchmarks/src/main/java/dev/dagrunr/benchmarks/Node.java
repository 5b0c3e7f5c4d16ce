package dev.dagrunr.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.NoParams;
import dev.dagrunr.dag.RunState;
import dev.dagrunr.engine.DagRunr;
import dev.dagrunr.engine.RunHandle;
import java.sql.SQLException;
import java.time.Duration;

/** One engine on a database of its own. */
record Node(String database, HikariDataSource pool, DagRunr dagrunr) implements AutoCloseable {
    static final int WORKERS = 16;
    static final int CONNECTIONS = WORKERS + 16;

    static Node start(Server server, String database, Dag<?>... dags) throws SQLException {
        return on(database, server.create(database, CONNECTIONS), dags);
    }

    static Node on(String database, HikariDataSource pool, Dag<?>... dags) {
        var dagrunr = DagRunr.configure()
                .dataSource(pool)
                .dags(dags)
                .parallelism(WORKERS)
                .start();
        return new Node(database, pool, dagrunr);
    }

    RunHandle trigger(Dag<NoParams> dag) {
        return dagrunr.runner(dag).trigger(new NoParams());
    }

    /** From the trigger until the run is known to have ended. */
    long nanosFor(Dag<NoParams> dag) throws InterruptedException {
        long begin = System.nanoTime();
        await(trigger(dag));
        return System.nanoTime() - begin;
    }

    static void await(RunHandle run) throws InterruptedException {
        var state = run.await(Duration.ofMinutes(30));
        if (state != RunState.SUCCESS) {
            throw new IllegalStateException(
                    "Run " + run.runId() + " of DAG " + run.dagId() + " is " + state.wireName());
        }
    }

    @Override
    public void close() {
        dagrunr.close();
        pool.close();
    }
}
