package dev.dagrunr.engine;

import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.DataInterval;
import dev.dagrunr.dag.Run;
import dev.dagrunr.dag.RunType;
import dev.dagrunr.engine.internal.json.Conf;
import dev.dagrunr.engine.internal.json.ParamsSchema;
import dev.dagrunr.engine.internal.run.Engine;
import dev.dagrunr.engine.internal.run.RunRegister;
import java.sql.Connection;
import java.time.Instant;
import java.util.List;

/**
 * Triggers runs of one DAG. A run exists once the call returns; any node may run its tasks. Thread-safe.
 *
 * @param <P> the parameters of the DAG
 */
public final class DagRunner<P extends Record> {
    private final Engine engine;
    private final Dag<P> dag;

    DagRunner(Engine engine, Dag<P> dag) {
        this.engine = engine;
        this.dag = dag;
    }

    /** The JSON Schema (draft 2020-12) of the conf that {@link #triggerJson(String, TriggerOptions)} takes. */
    public String paramsSchema() {
        return ParamsSchema.of(dag);
    }

    /** Triggers a run under an id of its own. */
    public RunHandle trigger(P conf) {
        return trigger(conf, TriggerOptions.defaults());
    }

    /** @throws DagRunrException with {@link ErrorCode#INVALID_CONF} or {@link ErrorCode#RUN_EXISTS}; then there is no run */
    public RunHandle trigger(P conf, TriggerOptions options) {
        return create(engine.runs(), Conf.write(dag, conf), options);
    }

    /**
     * Triggers a run with a conf as JSON object; fields that it leaves out come from the DAG's defaults.
     *
     * @throws DagRunrException as {@link #trigger(Record, TriggerOptions)}, with every fault of the conf
     */
    public RunHandle triggerJson(String conf, TriggerOptions options) {
        return create(engine.runs(), Conf.write(dag, Conf.read(dag, conf)), options);
    }

    /**
     * Triggers a run in a transaction of the caller's own, on the metadata database: the run exists if and only if the
     * caller commits. It starts right after the commit; where no node hears of that, within about a second. A node that
     * waits to create a run of the same id or logical date waits for the caller's commit. Until then the handle knows
     * nothing of a run.
     *
     * @param connection with auto-commit off; is neither committed nor closed here
     * @throws DagRunrException as {@link #trigger(Record, TriggerOptions)}, after which the transaction can go on; with
     *     {@link ErrorCode#INVALID_STATE} when the connection is in auto-commit mode or leads to another database
     */
    public RunHandle trigger(Connection connection, P conf, TriggerOptions options) {
        return create(engine.runsIn(connection), Conf.write(dag, conf), options);
    }

    /** As {@link #trigger(Connection, Record, TriggerOptions)}, with a conf as for {@link #triggerJson(String, TriggerOptions)}. */
    public RunHandle triggerJson(Connection connection, String conf, TriggerOptions options) {
        return create(engine.runsIn(connection), Conf.write(dag, Conf.read(dag, conf)), options);
    }

    /**
     * Creates the runs that the DAG's schedule has between two dates, and runs those that exist again as the options say.
     * They are queued under {@code backfill__} and their time, with the default parameters, and start beside other runs.
     *
     * @return what is done for each logical date, the oldest first
     * @throws DagRunrException with {@link ErrorCode#INVALID_CONF} when the DAG has no schedule, or the options do not fit
     *     it; with {@link ErrorCode#INVALID_STATE} when a backfill of the DAG has not ended. Then nothing is changed
     */
    public List<BackfillRun> backfill(BackfillOptions options) {
        return engine.backfill(dag, options);
    }

    /** What {@link #backfill} would do, without doing it. */
    public List<BackfillRun> previewBackfill(BackfillOptions options) {
        return engine.previewBackfill(dag, options);
    }

    private RunHandle create(RunRegister runs, String conf, TriggerOptions options) {
        if (options.runId().isPresent()) {
            return create(runs, conf, options, options.runId().get());
        }
        var time = RunType.MANUAL.wireName() + "__"
                + options.logicalDate()
                        .orElseGet(() -> engine.settings().clock().instant());
        // runs of the same instant are told apart by a number
        for (int number = 1; ; number++) {
            var run = run(number == 1 ? time : time + "_" + number, options);
            var key = runs.create(run, conf);
            if (key.isPresent()) {
                return new RunHandle(engine, dag.id(), run.runId(), key.get());
            }
            refuseLogicalDate(runs, options);
        }
    }

    private RunHandle create(RunRegister runs, String conf, TriggerOptions options, String runId) {
        engine.settings().runIds().require(runId);
        var key = runs.create(run(runId, options), conf);
        if (key.isPresent()) {
            return new RunHandle(engine, dag.id(), runId, key.get());
        }
        var existing = runs.find(dag.id(), runId);
        if (existing.isEmpty()) {
            refuseLogicalDate(runs, options);
        } else if (options.attach()) {
            return new RunHandle(engine, dag.id(), runId, existing.get().key());
        }
        throw new DagRunrException(
                ErrorCode.RUN_EXISTS,
                "DAG '" + dag.id() + "' has a run '" + runId
                        + "' already; choose another run id, or attach to that run");
    }

    private Run run(String runId, TriggerOptions options) {
        return new Run(
                dag.id(),
                runId,
                RunType.MANUAL,
                options.logicalDate(),
                options.logicalDate().map(this::intervalOf));
    }

    private DataInterval intervalOf(Instant logicalDate) {
        return dag.options()
                .runs()
                .timetable()
                .map(timetable -> timetable.intervalOf(logicalDate))
                .orElseGet(() -> DataInterval.at(logicalDate));
    }

    private void refuseLogicalDate(RunRegister runs, TriggerOptions options) {
        options.logicalDate().flatMap(date -> runs.find(dag.id(), date)).ifPresent(existing -> {
            throw new DagRunrException(
                    ErrorCode.RUN_EXISTS,
                    "DAG '" + dag.id() + "' has a run for the logical date "
                            + options.logicalDate().orElseThrow() + " already, '" + existing.runId()
                            + "'; choose another date, or clear that run");
        });
    }
}
