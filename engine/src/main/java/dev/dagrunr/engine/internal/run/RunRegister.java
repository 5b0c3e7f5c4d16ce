package dev.dagrunr.engine.internal.run;

import dev.dagrunr.dag.Run;
import dev.dagrunr.engine.RunInfo;
import java.time.Instant;
import java.util.Optional;

/** The runs of a DAG as one who triggers sees them: in transactions of the engine's own, or in one of the caller's. */
public interface RunRegister {
    /** @return the key of the new run; empty when the DAG has a run of that id, or of its logical date, already */
    Optional<Long> create(Run run, String conf);

    Optional<RunInfo> find(String dagId, String runId);

    Optional<RunInfo> find(String dagId, Instant logicalDate);
}
