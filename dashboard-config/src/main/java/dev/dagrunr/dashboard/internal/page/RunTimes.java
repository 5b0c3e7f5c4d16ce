package dev.dagrunr.dashboard.internal.page;

import dev.dagrunr.engine.DagRunrException;
import dev.dagrunr.engine.view.RunSummary;
import dev.dagrunr.engine.view.TaskSummary;
import dev.dagrunr.engine.view.TaskTimes;
import dev.dagrunr.engine.view.View;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When the tasks of a run worked, and how far they are. That takes a look at every instance, so of a wide run a page shows
 * what was known last, and its live stream brings the news when they are there. Thread-safe.
 */
final class RunTimes {
    private static final Logger log = LoggerFactory.getLogger(RunTimes.class);
    /** Up to this many instances a look costs a few milliseconds. */
    private static final long NARROW = 5_000;
    /** How long a page waits for a look at a wide run. */
    private static final long PATIENCE_MILLIS = 50;
    /** A look at a wide run takes a tenth of the time at most. */
    private static final int IDLE_SHARE = 9;

    private static final int MOST_RUNS = 200;

    /** A run that ended, was cleared and ended again is another. */
    private record Key(long run, Optional<Instant> endedAt) {}

    private static final class Known {
        volatile Map<String, TaskTimes> times = Map.of();
        volatile boolean read;
        Optional<Future<?>> look = Optional.empty();
        volatile long notBefore = System.nanoTime();
    }

    private final View view;
    private final ThreadPoolExecutor looks =
            new ThreadPoolExecutor(1, 1, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), RunTimes::daemon);
    private final Map<Key, Known> runs = new LinkedHashMap<>();

    RunTimes(View view) {
        this.view = view;
        // nothing to close: the thread ends when nobody looks
        looks.allowCoreThreadTimeOut(true);
    }

    private static Thread daemon(Runnable task) {
        var thread = new Thread(task, "dagrunr-run-times");
        thread.setDaemon(true);
        return thread;
    }

    /** By task. */
    Map<String, TaskTimes> of(RunSummary run, Collection<TaskSummary> tasks) {
        long instances = tasks.stream().mapToLong(TaskSummary::total).sum();
        if (instances <= NARROW) {
            return view.times(run.key());
        }
        return wide(new Key(run.key(), run.endedAt()), () -> view.times(run.key()));
    }

    private Map<String, TaskTimes> wide(Key key, Supplier<Map<String, TaskTimes>> source) {
        var known = known(key);
        look(key, known, source).ifPresent(RunTimes::waitABit);
        return known.times;
    }

    private synchronized Known known(Key key) {
        if (runs.size() >= MOST_RUNS && !runs.containsKey(key)) {
            runs.remove(runs.keySet().iterator().next());
        }
        return runs.computeIfAbsent(key, absent -> new Known());
    }

    /** The look that is under way, after one was begun if it is time. */
    private synchronized Optional<Future<?>> look(Key key, Known known, Supplier<Map<String, TaskTimes>> source) {
        boolean underWay = known.look.filter(look -> !look.isDone()).isPresent();
        boolean outdated = !known.read || (key.endedAt().isEmpty() && System.nanoTime() - known.notBefore >= 0);
        if (!underWay && outdated) {
            known.look = Optional.of(looks.submit(() -> read(known, source)));
        }
        return known.look.filter(look -> !look.isDone());
    }

    private static void read(Known known, Supplier<Map<String, TaskTimes>> source) {
        long start = System.nanoTime();
        try {
            known.times = source.get();
            known.read = true;
        } catch (DagRunrException e) {
            log.info("The times of a run are read again when a page asks for them: {}", e.getMessage());
        }
        long now = System.nanoTime();
        known.notBefore = now + IDLE_SHARE * (now - start);
    }

    private static void waitABit(Future<?> look) {
        try {
            look.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            log.debug("A page shows the times that were known");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("The times of a run could not be read", e.getCause());
        }
    }
}
