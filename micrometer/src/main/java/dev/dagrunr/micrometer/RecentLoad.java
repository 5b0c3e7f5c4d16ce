package dev.dagrunr.micrometer;

import dev.dagrunr.engine.DagRunrException;
import dev.dagrunr.engine.Load;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** One question to the database for all gauges that are read within a few seconds. Thread-safe. */
final class RecentLoad {
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(2);

    private @Nullable Supplier<Load> source;
    private Optional<Load> last = Optional.empty();
    private long askedAt;

    synchronized void ask(Supplier<Load> engine) {
        source = engine;
        last = Optional.empty();
        askedAt = System.nanoTime() - FRESH_NANOS;
    }

    synchronized double get(ToLongFunction<Load> count) {
        var engine = source;
        if (engine != null && System.nanoTime() - askedAt >= FRESH_NANOS) {
            last = read(engine);
            askedAt = System.nanoTime();
        }
        return last.map(load -> (double) count.applyAsLong(load)).orElse(Double.NaN);
    }

    private static Optional<Load> read(Supplier<Load> engine) {
        try {
            return Optional.of(engine.get());
        } catch (DagRunrException e) {
            // a gauge that cannot be read has no value; the engine itself logs what is wrong with its database
            return Optional.empty();
        }
    }
}
