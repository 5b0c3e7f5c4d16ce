package dev.dagrunr.engine;

import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.DataInterval;
import dev.dagrunr.dag.Run;
import dev.dagrunr.dag.RunType;
import dev.dagrunr.engine.internal.json.Conf;
import dev.dagrunr.engine.internal.run.Engine;
import java.util.regex.Pattern;

/**
 * Triggers runs of one DAG. A run exists once the call returns; any node may run its tasks. Thread-safe.
 *
 * @param <P> the parameters of the DAG
 */
public final class DagRunner<P extends Record> {
    private static final Pattern RUN_ID = Pattern.compile("[A-Za-z0-9_.~:+-]{1,250}");

    private final Engine engine;
    private final Dag<P> dag;

    DagRunner(Engine engine, Dag<P> dag) {
        this.engine = engine;
        this.dag = dag;
    }

    /** Triggers a run under an id of its own. */
    public RunHandle trigger(P conf) {
        return trigger(conf, TriggerOptions.defaults());
    }

    /** @throws DagRunrException with {@link ErrorCode#INVALID_CONF} or {@link ErrorCode#RUN_EXISTS}; then there is no run */
    public RunHandle trigger(P conf, TriggerOptions options) {
        return create(Conf.write(dag, conf), options);
    }

    /**
     * Triggers a run with a conf as JSON object; fields that it leaves out come from the DAG's defaults.
     *
     * @throws DagRunrException as {@link #trigger(Record, TriggerOptions)}, with every fault of the conf
     */
    public RunHandle triggerJson(String conf, TriggerOptions options) {
        return create(Conf.write(dag, Conf.read(dag, conf)), options);
    }

    private RunHandle create(String conf, TriggerOptions options) {
        if (options.runId().isPresent()) {
            return create(conf, options, options.runId().get());
        }
        var time = RunType.MANUAL.wireName() + "__"
                + options.logicalDate()
                        .orElseGet(() -> engine.settings().clock().instant());
        // runs of the same instant are told apart by a number
        for (int number = 1; ; number++) {
            var run = run(number == 1 ? time : time + "_" + number, options);
            var key = engine.createRun(run, conf);
            if (key.isPresent()) {
                return new RunHandle(engine, dag.id(), run.runId(), key.get());
            }
            refuseLogicalDate(options);
        }
    }

    private RunHandle create(String conf, TriggerOptions options, String runId) {
        if (!RUN_ID.matcher(runId).matches()) {
            throw new DagRunrException(
                    ErrorCode.INVALID_CONF,
                    "Run id '" + runId + "' is not valid; use 1 to 250 letters, digits and the characters _ . ~ : + -");
        }
        var key = engine.createRun(run(runId, options), conf);
        if (key.isPresent()) {
            return new RunHandle(engine, dag.id(), runId, key.get());
        }
        var existing = engine.findRun(dag.id(), runId);
        if (existing.isEmpty()) {
            refuseLogicalDate(options);
        }
        if (options.attach()) {
            return new RunHandle(engine, dag.id(), runId, engine.requireRun(dag.id(), runId));
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
                options.logicalDate().map(DataInterval::at));
    }

    private void refuseLogicalDate(TriggerOptions options) {
        options.logicalDate().flatMap(date -> engine.findRun(dag.id(), date)).ifPresent(existing -> {
            throw new DagRunrException(
                    ErrorCode.RUN_EXISTS,
                    "DAG '" + dag.id() + "' has a run for the logical date "
                            + options.logicalDate().orElseThrow() + " already, '" + existing.runId()
                            + "'; choose another date, or clear that run");
        });
    }
}
