package dev.dagrunr.engine.internal.run;

import dev.dagrunr.dag.TaskLog;
import dev.dagrunr.engine.LogLine;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What callbacks say after an attempt has ended; it stands behind the lines of the attempt. Thread-safe. */
final class CallbackLog implements TaskLog {
    private static final Logger log = LoggerFactory.getLogger("dagrunr.callback");

    /** No attempt has that many lines. */
    private static final int FIRST_LINE = 1 << 30;

    private final InstantSource clock;
    private final String about;
    private final int epoch;
    private final List<LogLine> lines = new ArrayList<>();

    CallbackLog(InstantSource clock, String about, int epoch) {
        this.clock = clock;
        this.about = about;
        this.epoch = epoch;
    }

    @Override
    public void info(String message) {
        log.info("{}: {}", about, message);
        add("info", message);
    }

    @Override
    public void warn(String message) {
        log.warn("{}: {}", about, message);
        add("warn", message);
    }

    @Override
    public void error(String message) {
        log.error("{}: {}", about, message);
        add("error", message);
    }

    private synchronized void add(String level, String message) {
        lines.add(new LogLine(epoch, FIRST_LINE + lines.size(), clock.instant(), level, message));
    }

    synchronized List<LogLine> lines() {
        return List.copyOf(lines);
    }
}
