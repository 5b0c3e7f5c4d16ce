package dev.dagrunr.engine;

import dev.dagrunr.dag.DataInterval;
import dev.dagrunr.dag.Run;
import dev.dagrunr.dag.RunState;
import dev.dagrunr.dag.RunType;
import java.time.Instant;
import java.util.Optional;

/**
 * A DAG run as it is stored at one moment. Immutable.
 *
 * @param key the row in table {@code dag_run}; unique over all DAGs
 * @param conf the parameters as JSON, with the defaults of the time of the trigger
 * @param reason why the run failed, when no task says it; else empty
 * @param queuedAt when it was created, or cleared after its end
 * @param startedAt empty while it is queued
 */
public record RunInfo(
        long key,
        Run run,
        RunState state,
        String conf,
        String reason,
        Instant queuedAt,
        Optional<Instant> startedAt,
        Optional<Instant> endedAt) {

    public String dagId() {
        return run.dagId();
    }

    public String runId() {
        return run.runId();
    }

    public RunType runType() {
        return run.type();
    }

    public Optional<Instant> logicalDate() {
        return run.logicalDate();
    }

    public Optional<DataInterval> dataInterval() {
        return run.dataInterval();
    }
}
