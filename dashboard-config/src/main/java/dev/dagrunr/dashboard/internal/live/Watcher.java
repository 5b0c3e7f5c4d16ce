package dev.dagrunr.dashboard.internal.live;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One open page: what it has not been told yet. Of a fragment that changes faster than the browser reads only the newest
 * content waits, so a slow browser costs no more than a fast one. Thread-safe.
 */
final class Watcher {
    private final Map<String, String> waiting = new LinkedHashMap<>();

    synchronized void tell(Map<String, String> changed) {
        waiting.putAll(changed);
        notifyAll();
    }

    /** What has changed since the last call; empty when nothing has within the time. */
    synchronized Map<String, String> await(long millis) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (waiting.isEmpty()) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                break;
            }
            wait(left);
        }
        var told = Map.copyOf(waiting);
        waiting.clear();
        return told;
    }
}
