package dev.dagrunr.engine.internal.run;

import dev.dagrunr.engine.internal.store.InstanceStore;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The attempts that run on this node, by instance and epoch. Thread-safe. */
final class RunningAttempts {
    private final Map<InstanceStore.Running, RunningAttempt> attempts = new ConcurrentHashMap<>();

    void add(RunningAttempt attempt) {
        attempts.put(key(attempt), attempt);
    }

    void remove(RunningAttempt attempt) {
        attempts.remove(key(attempt));
    }

    void cancel(long instance, int epoch) {
        var attempt = attempts.get(new InstanceStore.Running(instance, epoch));
        if (attempt != null) {
            attempt.cancel(CancelCause.FENCED);
        }
    }

    void cancelAll(CancelCause cause) {
        attempts.values().forEach(attempt -> attempt.cancel(cause));
    }

    /** Cancels what the store does not believe to run here any more. */
    void cancelAllBut(Set<InstanceStore.Running> believed, Set<InstanceStore.Running> knownBefore) {
        attempts.forEach((key, attempt) -> {
            // one that was claimed after the store was asked is not in its answer, and is fine
            if (knownBefore.contains(key) && !believed.contains(key)) {
                attempt.cancel(CancelCause.FENCED);
            }
        });
    }

    Set<InstanceStore.Running> keys() {
        return Set.copyOf(attempts.keySet());
    }

    private static InstanceStore.Running key(RunningAttempt attempt) {
        return new InstanceStore.Running(
                attempt.instance().id(), attempt.instance().epoch());
    }
}
