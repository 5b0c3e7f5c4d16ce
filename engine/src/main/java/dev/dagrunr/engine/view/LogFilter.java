package dev.dagrunr.engine.view;

import java.util.Collection;
import java.util.List;

/**
 * Which lines of an instance's log are wanted. Immutable.
 *
 * @param epochs of these attempts; empty for all
 * @param level the lowest level that is shown
 * @param text what the message contains, in any case; empty for all
 * @param after only lines after this one, which names an attempt and a line of it; -1 and -1 for all
 */
public record LogFilter(List<Integer> epochs, Level level, String text, Position after) {

    public LogFilter {
        epochs = List.copyOf(epochs);
    }

    /** The levels that bodies write with, the least important first. */
    public enum Level {
        DEBUG,
        INFO,
        WARN,
        ERROR
    }

    public record Position(int epoch, int line) {
        public static final Position START = new Position(-1, -1);
    }

    public static LogFilter all() {
        return new LogFilter(List.of(), Level.DEBUG, "", Position.START);
    }

    public LogFilter ofAttempt(int wanted) {
        return ofAttempts(List.of(wanted));
    }

    /** @param wanted empty for all */
    public LogFilter ofAttempts(Collection<Integer> wanted) {
        return new LogFilter(List.copyOf(wanted), level, text, after);
    }

    public LogFilter atLeast(Level lowest) {
        return new LogFilter(epochs, lowest, text, after);
    }

    public LogFilter withText(String contained) {
        return new LogFilter(epochs, level, contained, after);
    }

    public LogFilter startingAfter(Position position) {
        return new LogFilter(epochs, level, text, position);
    }
}
