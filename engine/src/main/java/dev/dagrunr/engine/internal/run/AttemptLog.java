package dev.dagrunr.engine.internal.run;

import dev.dagrunr.dag.Attempt;
import dev.dagrunr.dag.TaskLog;
import dev.dagrunr.engine.LogLine;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of one attempt: kept until the next flush, capped, and passed on to SLF4J with the attempt in its MDC.
 * Thread-safe.
 */
final class AttemptLog implements TaskLog {
    private static final Logger log = LoggerFactory.getLogger("dagrunr.task");
    private static final int LINE_LENGTH = 8_000;

    private final InstantSource clock;
    private final int epoch;
    private final int limit;
    private List<LogLine> waiting = new ArrayList<>();
    private int lines;
    private long characters;
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
        var text = characters > limit ? "The log of this attempt is full; what follows is left out" : shortened(message);
        // PostgreSQL cannot store the character NUL in a text
        waiting.add(new LogLine(epoch, lines++, clock.instant(), level, text.replace('\0', '\u2400')));
    }

    private static String shortened(String message) {
        return message.length() <= LINE_LENGTH
                ? message
                : message.substring(0, LINE_LENGTH) + " … (" + (message.length() - LINE_LENGTH) + " characters more)";
    }

    /** The lines that were not stored yet; they are the caller's from now on. */
    synchronized List<LogLine> take() {
        if (waiting.isEmpty()) {
            return List.of();
        }
        var taken = waiting;
        waiting = new ArrayList<>();
        return taken;
    }

    /** Takes lines back that could not be stored. */
    synchronized void giveBack(List<LogLine> unstored) {
        unstored.addAll(waiting);
        waiting = unstored;
    }
}
