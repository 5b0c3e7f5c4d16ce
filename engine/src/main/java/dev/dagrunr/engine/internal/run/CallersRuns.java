package dev.dagrunr.engine.internal.run;

import dev.dagrunr.dag.Run;
import dev.dagrunr.engine.RunInfo;
import dev.dagrunr.engine.internal.signal.Signal;
import dev.dagrunr.engine.internal.signal.SignalBus;
import dev.dagrunr.engine.internal.store.Database;
import dev.dagrunr.engine.internal.store.RunStore;
import java.sql.Connection;
import java.time.Instant;
import java.util.Optional;

/**
 * Creates runs in a transaction that the caller has begun and ends. They are only queued there: starting one locks its DAG,
 * and nobody knows how long the caller's transaction lasts. Confined to the thread that has the connection.
 */
final class CallersRuns implements RunRegister {
    private final RunCreation creation;
    private final Connection connection;

    CallersRuns(RunCreation creation, Connection connection) {
        this.creation = creation;
        this.connection = connection;
    }

    @Override
    public Optional<Long> create(Run run, String conf) {
        return Database.within(connection, callers -> {
            var key = creation.insert(callers, run, conf, Optional.empty());
            if (key.isPresent()) {
                SignalBus.publishWith(callers, new Signal.RunsQueued(run.dagId()));
            }
            return key;
        });
    }

    @Override
    public Optional<RunInfo> find(String dagId, String runId) {
        return Database.within(connection, callers -> RunStore.find(callers, dagId, runId));
    }

    @Override
    public Optional<RunInfo> find(String dagId, Instant logicalDate) {
        return Database.within(connection, callers -> RunStore.find(callers, dagId, logicalDate));
    }
}
