package dev.dagrunr.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** The times between the end of one body and the beginning of the next in a chain of tasks. Thread-safe. */
final class HandOffs {
    private final AtomicLong ended = new AtomicLong();
    private final List<Long> nanos = new ArrayList<>();

    /** A body begins, after another has ended. */
    synchronized void begin() {
        nanos.add(System.nanoTime() - ended.get());
    }

    void end() {
        ended.set(System.nanoTime());
    }

    synchronized void forget() {
        nanos.clear();
    }

    synchronized Figures figures() {
        return Figures.of(nanos.stream().mapToLong(Long::longValue).toArray());
    }
}
