package dev.dagrunr.examples;

import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.NoParams;
import dev.dagrunr.dag.RunState;
import dev.dagrunr.dag.Timetable;
import dev.dagrunr.engine.BackfillOptions;
import dev.dagrunr.engine.ClearOptions;
import dev.dagrunr.engine.DagRunr;
import dev.dagrunr.engine.PoolSettings;
import dev.dagrunr.engine.Retention;
import dev.dagrunr.engine.TriggerOptions;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;

/** What an operator does: shares slots, makes up for days, repairs a run, and triggers one with an order that is stored. */
public final class Operations {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final AtomicBoolean broken = new AtomicBoolean(true);

    public Dag<NoParams> dag() {
        var dag = Dag.named("invoices")
                .schedule(Timetable.cron("@daily", ZoneOffset.UTC))
                .startDate(Instant.parse("2100-01-01T00:00:00Z"));
        var copied = dag.task("copy").pool("copies").poolSlots(2).runs(Integer.class, context -> copy());
        dag.task("send").reads(copied).runs(Integer.class, (copies, context) -> copies);
        return dag.build();
    }

    private int copy() {
        if (broken.get()) {
            throw new IllegalStateException("The disk is full");
        }
        return 1;
    }

    /** @return how the runs ended: the one that failed, after its repair, of the backfill, of the order */
    public List<RunState> run(DataSource database) throws InterruptedException, SQLException {
        var dag = dag();
        var keep = Retention.unlimited().withRuns(Duration.ofDays(90)).withLogs(Duration.ofDays(14));
        try (var dagrunr = DagRunr.configure()
                .dataSource(database)
                .dags(dag)
                .retention(keep)
                .start()) {
            dagrunr.setPool(PoolSettings.of("copies", 4));
            var runner = dagrunr.runner(dag);

            var run = runner.trigger(new NoParams());
            var failed = run.await(LONG);
            broken.set(false);
            run.clear(ClearOptions.failed());
            var repaired = run.await(LONG);

            var day = Instant.parse("2026-01-01T00:00:00Z");
            var planned = runner.backfill(BackfillOptions.between(day, day));
            var made = dagrunr.run(dag.id(), planned.get(0).run().runId()).await(LONG);
            return List.of(failed, repaired, made, order(database, dagrunr, dag));
        }
    }

    /** The run exists if and only if the order does. */
    private static RunState order(DataSource database, DagRunr dagrunr, Dag<NoParams> dag)
            throws InterruptedException, SQLException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("create table orders (id int)");
            statement.execute("insert into orders values (1)");
            var options = TriggerOptions.defaults().withRunId("order_1");
            var run = dagrunr.runner(dag).trigger(connection, new NoParams(), options);
            connection.commit();
            return run.await(LONG);
        }
    }
}
