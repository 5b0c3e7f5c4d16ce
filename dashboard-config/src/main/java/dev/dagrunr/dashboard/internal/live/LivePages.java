package dev.dagrunr.dashboard.internal.live;

import dev.dagrunr.dashboard.internal.web.NotFoundException;
import dev.dagrunr.engine.DagRunrException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The pages that are watched now. Thread-safe. */
public final class LivePages implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LivePages.class);
    private static final long ROUND_MILLIS = 1_000;
    /** A page that is slow to make is made less often: a tenth of the time at most goes into it. */
    private static final int IDLE_SHARE = 9;

    /** A page that somebody watches. Confined to the rounds, but for its watchers. */
    private static final class Topic {
        final Map<Watcher, Map<String, String>> seen = new ConcurrentHashMap<>();
        Map<String, String> last = Map.of();
        long notBefore;
    }

    private final Function<String, Map<String, String>> fragments;
    private final Function<String, String> hash;
    private final Map<String, Topic> topics = new HashMap<>();
    private final ScheduledExecutorService rounds = Executors.newSingleThreadScheduledExecutor(task -> {
        var thread = new Thread(task, "dagrunr-live");
        thread.setDaemon(true);
        return thread;
    });

    private final Future<?> looking;

    /**
     * @param fragments makes the parts of a page anew, by the page's address
     * @param hash names the content of a fragment
     */
    public LivePages(Function<String, Map<String, String>> fragments, Function<String, String> hash) {
        this.fragments = fragments;
        this.hash = hash;
        looking = rounds.scheduleWithFixedDelay(this::round, ROUND_MILLIS, ROUND_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** @param seen the hashes of the fragments that the browser has, by their ids */
    synchronized Watcher watch(String uri, Map<String, String> seen) {
        var watcher = new Watcher();
        topics.computeIfAbsent(uri, key -> new Topic()).seen.put(watcher, seen);
        return watcher;
    }

    synchronized void leave(String uri, Watcher watcher) {
        var topic = topics.get(uri);
        if (topic != null) {
            topic.seen.remove(watcher);
            if (topic.seen.isEmpty()) {
                topics.remove(uri);
            }
        }
    }

    /** How many pages are watched, and by how many browsers in all. */
    synchronized Map.Entry<Integer, Integer> size() {
        return Map.entry(
                topics.size(),
                topics.values().stream().mapToInt(topic -> topic.seen.size()).sum());
    }

    private synchronized Map<String, Topic> watched() {
        return Map.copyOf(topics);
    }

    @SuppressWarnings("CatchThrowable") // the rounds would silently end
    private void round() {
        watched().forEach((uri, topic) -> {
            try {
                look(uri, topic);
            } catch (Throwable e) {
                log.warn("An open page could not be made anew: {}", uri, e);
            }
        });
    }

    private void look(String uri, Topic topic) {
        long start = System.nanoTime();
        if (start < topic.notBefore) {
            return;
        }
        try {
            topic.last = fragments.apply(uri);
        } catch (NotFoundException | DagRunrException e) {
            // a run that was deleted, or a database that does not answer: the page stays as it is
            log.debug("Nothing to tell about {}: {}", uri, e.getMessage());
            return;
        }
        long took = System.nanoTime() - start;
        topic.notBefore = System.nanoTime() + IDLE_SHARE * took;
        topic.seen.forEach((watcher, seen) -> tell(topic, watcher, seen));
    }

    private void tell(Topic topic, Watcher watcher, Map<String, String> seen) {
        var changed = new LinkedHashMap<String, String>();
        var now = new HashMap<String, String>();
        topic.last.forEach((id, content) -> {
            var name = hash.apply(content);
            now.put(id, name);
            if (!name.equals(seen.get(id))) {
                changed.put(id, content);
            }
        });
        if (!changed.isEmpty()) {
            // a watcher that has left meanwhile must not come back
            topic.seen.computeIfPresent(watcher, (key, before) -> now);
            watcher.tell(changed);
        }
    }

    @Override
    public void close() {
        looking.cancel(true);
        rounds.shutdownNow();
    }
}
