package dev.dagrunr.engine.internal.run;

import dev.dagrunr.engine.DagRunrException;
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
        var attemptLog = logs.get(attempt);
        if (attemptLog != null) {
            attemptLog.end();
            if (flush(attempt, attemptLog)) {
                attempt.takeProgress().ifPresent(last -> save(List.of(last)));
            }
        }
    }

    /** One round; to be called every second. */
    void flushAll() {
        for (var entry : logs.entrySet()) {
            if (!flush(entry.getKey(), entry.getValue())) {
                // the others would wait in vain as well, each for a connection
                return;
            }
        }
        save(logs.keySet().stream()
                .map(RunningAttempt::takeProgress)
                .flatMap(Optional::stream)
                .toList());
    }

    private void save(List<InstanceStore.Progress> progress) {
        if (progress.isEmpty()) {
            return;
        }
        try {
            database.useTransaction(connection -> InstanceStore.saveProgress(connection, progress));
        } catch (DagRunrException e) {
            log.warn("The progress of {} attempts could not be stored: {}", progress.size(), e.getMessage());
        }
    }

    private boolean flush(RunningAttempt attempt, AttemptLog attemptLog) {
        var instance = attempt.instance();
        try {
            attemptLog.flush(lines -> database.useTransaction(
                    connection -> LogStore.append(connection, instance.id(), instance.epoch(), lines)));
            if (attemptLog.isComplete()) {
                logs.remove(attempt);
            }
            return true;
        } catch (DagRunrException e) {
            // an outage: the lines are stored with a later flush, or stay in the application's own log
            log.warn("The log of {} could not be stored yet: {}", instance.taskId(), e.getMessage());
            return false;
        }
    }
}
