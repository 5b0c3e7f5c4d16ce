package dev.dagrunr.engine.internal.run;

import dev.dagrunr.engine.DagRunrException;
import dev.dagrunr.engine.LogLine;
import dev.dagrunr.engine.internal.store.Database;
import dev.dagrunr.engine.internal.store.InstanceStore;
import dev.dagrunr.engine.internal.store.LogStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stores what running attempts say: logs and progress, together, about once a second. Thread-safe. */
final class LogFlusher {
    private static final Logger log = LoggerFactory.getLogger(LogFlusher.class);

    private final Database database;
    private final Map<RunningAttempt, AttemptLog> logs = new ConcurrentHashMap<>();

    LogFlusher(Database database) {
        this.database = database;
    }

    void add(RunningAttempt attempt, AttemptLog attemptLog) {
        logs.put(attempt, attemptLog);
    }

    /** The last lines of an attempt, stored before its end is, so that who sees the end sees the whole log. */
    void finish(RunningAttempt attempt) {
        var attemptLog = logs.remove(attempt);
        if (attemptLog != null) {
            flush(attempt, attemptLog);
        }
    }

    void flushAll() {
        logs.forEach(this::flush);
        var progress = logs.keySet().stream()
                .map(RunningAttempt::takeProgress)
                .flatMap(Optional::stream)
                .toList();
        if (!progress.isEmpty()) {
            database.useTransaction(connection -> InstanceStore.saveProgress(connection, progress));
        }
    }

    private void flush(RunningAttempt attempt, AttemptLog attemptLog) {
        List<LogLine> lines = attemptLog.take();
        if (lines.isEmpty()) {
            return;
        }
        var instance = attempt.instance();
        try {
            database.useTransaction(
                    connection -> LogStore.append(connection, instance.id(), instance.epoch(), lines));
        } catch (DagRunrException e) {
            // an outage: the lines are stored with the next flush, or stay in the application's own log
            attemptLog.giveBack(lines);
            log.warn("The log of {} could not be stored yet: {}", instance.taskId(), e.getMessage());
        }
    }
}
