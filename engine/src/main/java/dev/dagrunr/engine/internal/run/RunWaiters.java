package dev.dagrunr.engine.internal.run;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/** Threads of this JVM that wait for runs to end. Thread-safe. */
public final class RunWaiters {
    private final Map<Long, Set<CountDownLatch>> latches = new ConcurrentHashMap<>();

    /** A thread that waits; close it in any case. */
    public record Waiter(RunWaiters waiters, long run, CountDownLatch latch) implements AutoCloseable {
        @Override
        public void close() {
            waiters.remove(this);
        }
    }

    /** The latch opens when the run has ended, as far as this node hears of it. */
    public Waiter add(long run) {
        var waiter = new Waiter(this, run, new CountDownLatch(1));
        latches.compute(run, (key, set) -> {
            var all = set == null ? ConcurrentHashMap.<CountDownLatch>newKeySet() : set;
            all.add(waiter.latch());
            return all;
        });
        return waiter;
    }

    void finished(long run) {
        latches.getOrDefault(run, Set.of()).forEach(CountDownLatch::countDown);
    }

    private void remove(Waiter waiter) {
        latches.computeIfPresent(waiter.run(), (key, set) -> {
            set.remove(waiter.latch());
            return set.isEmpty() ? null : set;
        });
    }
}
