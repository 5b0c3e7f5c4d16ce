package dev.dagrunr.engine;

import dev.dagrunr.dag.RunState;
import java.time.Instant;
import java.util.Optional;

/**
 * A DAG run as it is stored at one moment. Immutable.
 *
 * @param key the row in table {@code dag_run}; unique over all DAGs
 * @param conf the parameters as JSON, with the defaults of the time of the trigger
 * @param reason why the run failed, when no task says it; else empty
 */
public record RunInfo(
        long key,
        String dagId,
        String runId,
        String runType,
        RunState state,
        String conf,
        String reason,
        Optional<Instant> logicalDate,
        Instant startedAt,
        Optional<Instant> endedAt) {}
