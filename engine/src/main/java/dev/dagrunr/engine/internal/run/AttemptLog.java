package dev.dagrunr.engine.internal.run;

import dev.dagrunr.dag.Attempt;
import dev.dagrunr.dag.TaskLog;
import dev.dagrunr.engine.LogLine;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of one attempt: kept until the next flush, capped, and passed on to SLF4J.
 * Thread-safe.
 */
final class AttemptLog implements TaskLog {
    private static final Logger log = LoggerFactory.getLogger("dagrunr.task");
    private static final int LINE_LENGTH = 8_000;

    private final InstantSource clock;
    private final int epoch;
    private final int limit;
    private final Object flushing = new Object();
    private List<LogLine> waiting = new ArrayList<>();
    private int lines;
    private long characters;
    private boolean ended;
    private volatile String attempt = "";

    /** @param limit characters after which lines are left out, with one line that says so */
    AttemptLog(InstantSource clock, int epoch, int limit) {
        this.clock = clock;
        this.epoch = epoch;
        this.limit = limit;
    }

    /** Names the attempt in the application's own log. */
    void attemptIs(Attempt named) {
        attempt = named.taskName() + " of " + named.runId();
    }

    @Override
    public void info(String message) {
        log.info("{}: {}", attempt, message);
        add("info", message);
    }

    @Override
    public void warn(String message) {
        log.warn("{}: {}", attempt, message);
        add("warn", message);
    }

    @Override
    public void error(String message) {
        log.error("{}: {}", attempt, message);
        add("error", message);
    }

    private synchronized void add(String level, String message) {
        if (characters > limit) {
            return;
        }
        characters += message.length() + 1L;
        var text =
                characters > limit ? "The log of this attempt is full; what follows is left out" : shortened(message);
        waiting.add(new LogLine(epoch, lines++, clock.instant(), level, text));
    }

    private static String shortened(String message) {
        return message.length() <= LINE_LENGTH
                ? message
                : message.substring(0, LINE_LENGTH) + " … (" + (message.length() - LINE_LENGTH) + " characters more)";
    }

    /** No more lines will come. */
    synchronized void end() {
        ended = true;
    }

    /** Whether all lines that will ever come were stored. */
    synchronized boolean isComplete() {
        return ended && waiting.isEmpty();
    }

    /** Stores the lines that were not stored yet, one caller after the other; when that fails, they wait again. */
    void flush(Consumer<List<LogLine>> store) {
        synchronized (flushing) {
            var lines = take();
            if (lines.isEmpty()) {
                return;
            }
            boolean stored = false;
            try {
                store.accept(lines);
                stored = true;
            } finally {
                if (!stored) {
                    giveBack(lines);
                }
            }
        }
    }

    private synchronized List<LogLine> take() {
        var taken = waiting;
        waiting = new ArrayList<>();
        return taken;
    }

    private synchronized void giveBack(List<LogLine> unstored) {
        unstored.addAll(waiting);
        waiting = unstored;
    }
}
