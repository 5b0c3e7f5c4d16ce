package dev.dagrunr.engine.view;

import java.util.Optional;

/**
 * Which lines of an instance's log are wanted. Immutable.
 *
 * @param epoch of one attempt; empty for all
 * @param level the lowest level that is shown
 * @param text what the message contains, in any case; empty for all
 * @param after only lines after this one, which names an attempt and a line of it; -1 and -1 for all
 */
public record LogFilter(Optional<Integer> epoch, Level level, String text, Position after) {

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
        return new LogFilter(Optional.empty(), Level.DEBUG, "", Position.START);
    }

    public LogFilter ofAttempt(int wanted) {
        return new LogFilter(Optional.of(wanted), level, text, after);
    }

    public LogFilter atLeast(Level lowest) {
        return new LogFilter(epoch, lowest, text, after);
    }

    public LogFilter withText(String contained) {
        return new LogFilter(epoch, level, contained, after);
    }

    public LogFilter startingAfter(Position position) {
        return new LogFilter(epoch, level, text, position);
    }
}
