package dev.dagrunr.dag.internal.schedule;

import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/** One field of a cron expression: which of its numbers are meant. Immutable. */
final class CronField {
    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static final List<String> WEEKDAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");

    /** @param names of the numbers from {@code min} on */
    private record Kind(String name, int min, int max, List<String> names) {}

    private static final Kind MINUTE = new Kind("minute", 0, 59, List.of());
    private static final Kind SECOND = new Kind("second", 0, 59, List.of());
    private static final Kind HOUR = new Kind("hour", 0, 23, List.of());
    private static final Kind DAY = new Kind("day of month", 1, 31, List.of());
    private static final Kind MONTH = new Kind("month", 1, 12, MONTHS);
    // 7 is Sunday too
    private static final Kind WEEKDAY = new Kind("day of week", 0, 7, WEEKDAYS);

    private final Kind kind;
    private final BitSet numbers = new BitSet();

    private CronField(Kind kind) {
        this.kind = kind;
    }

    static CronField minutes(String text) {
        return parse(MINUTE, text);
    }

    static CronField seconds(String text) {
        return parse(SECOND, text);
    }

    static CronField hours(String text) {
        return parse(HOUR, text);
    }

    /** @param parts none for none of them */
    static CronField days(List<String> parts) {
        return parse(DAY, parts);
    }

    static CronField months(String text) {
        return parse(MONTH, text);
    }

    /** @param parts none for none of them */
    static CronField weekdays(List<String> parts) {
        var field = parse(WEEKDAY, parts);
        field.numbers.set(0, field.numbers.get(0) || field.numbers.get(7));
        field.numbers.clear(7);
        return field;
    }

    private static CronField parse(Kind kind, String text) {
        return parse(kind, List.of(text.toLowerCase(Locale.ROOT).split(",", -1)));
    }

    private static CronField parse(Kind kind, List<String> parts) {
        var field = new CronField(kind);
        parts.forEach(field::add);
        return field;
    }

    private void add(String part) {
        int slash = part.indexOf('/');
        var range = slash < 0 ? part : part.substring(0, slash);
        int step = slash < 0 ? 1 : number(part.substring(slash + 1), part);
        if (step < 1) {
            throw wrong(part, "has a step of " + step + ", which must be at least 1");
        }
        if (range.equals("*") || range.equals("?")) {
            addAll(kind.min(), top(), step);
            return;
        }
        int dash = range.indexOf('-');
        int from = value(dash < 0 ? range : range.substring(0, dash), part);
        int to = dash >= 0 ? value(range.substring(dash + 1), part) : slash < 0 ? from : top();
        if (dash >= 0 && from == to) {
            // as croniter reads it: from Sunday to Sunday is the whole week
            addAll(kind.min(), top(), step);
        } else {
            addAll(from, to, step);
        }
    }

    /** A range may run over the end, such as {@code fri-mon}. */
    private void addAll(int from, int to, int step) {
        int count = top() - kind.min() + 1;
        int last = to < from ? to + count : to;
        for (int number = from; number <= last; number += step) {
            numbers.set(number > Math.max(to, top()) ? number - count : number);
        }
    }

    /** The largest number but the second name of Sunday. */
    private int top() {
        return kind.equals(WEEKDAY) ? 6 : kind.max();
    }

    private int value(String text, String part) {
        int named = kind.names().indexOf(text);
        int number = named >= 0 ? named + kind.min() : number(text, part);
        if (number < kind.min() || number > kind.max()) {
            throw wrong(part, "must be from " + kind.min() + " to " + kind.max());
        }
        return number;
    }

    private int number(String text, String part) {
        if (!text.matches("[0-9]{1,4}")) {
            throw wrong(part, "is neither a number nor a name, a range, a step or *");
        }
        return Integer.parseInt(text);
    }

    private IllegalArgumentException wrong(String part, String problem) {
        return new IllegalArgumentException(kind.name() + " '" + part + "' " + problem);
    }

    boolean has(int number) {
        return numbers.get(number);
    }

    /** The first number that is meant from this one on; -1 when there is none. */
    int from(int number) {
        return numbers.nextSetBit(number);
    }

    /** Whether every number is meant. */
    boolean full() {
        return numbers.cardinality() == top() - kind.min() + 1;
    }
}
