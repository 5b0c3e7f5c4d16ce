package dev.dagrunr.dag.internal.schedule;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The days that two fields of a cron expression mean: by the month, where {@code L} is its last, and by the week, where
 * {@code fri#2} is the second Friday of a month and {@code L5} the last. Where both are given, either will do. Immutable.
 */
final class CronDays {
    private static final Pattern NTH = Pattern.compile("(.+)#([1-5])");
    private static final Pattern LAST = Pattern.compile("l([0-7])");
    private static final int DAYS_OF_A_WEEK = 7;
    /** Of a month; there is never a sixth. */
    private static final int THE_LAST = -1;

    /** @param number from 1, or {@link #THE_LAST} */
    private record Nth(CronField weekdays, int number) {
        boolean has(LocalDate date) {
            boolean counted = number == THE_LAST
                    ? date.getDayOfMonth() + DAYS_OF_A_WEEK > date.lengthOfMonth()
                    : (date.getDayOfMonth() - 1) / DAYS_OF_A_WEEK == number - 1;
            return counted && weekdays.has(weekday(date));
        }
    }

    private final CronField ofMonth;
    private final boolean last;
    private final CronField ofWeek;
    private final List<Nth> nths;

    CronDays(String month, String week) {
        var days = parts(month);
        last = days.remove("l");
        ofMonth = CronField.days(
                days.stream().map(part -> part.replace("-l", "-31")).toList());
        var weekdays = parts(week);
        nths = new ArrayList<>();
        weekdays.removeIf(this::isNth);
        ofWeek = CronField.weekdays(weekdays);
    }

    private static List<String> parts(String field) {
        return new ArrayList<>(List.of(field.toLowerCase(Locale.ROOT).split(",", -1)));
    }

    private boolean isNth(String part) {
        var nth = NTH.matcher(part);
        var lastOne = LAST.matcher(part);
        if (nth.matches()) {
            nths.add(new Nth(CronField.weekdays(List.of(nth.group(1))), Integer.parseInt(nth.group(2))));
        } else if (lastOne.matches()) {
            nths.add(new Nth(CronField.weekdays(List.of(lastOne.group(1))), THE_LAST));
        }
        return nth.matches() || lastOne.matches();
    }

    boolean has(LocalDate date) {
        boolean byMonth = ofMonth.has(date.getDayOfMonth()) || (last && date.getDayOfMonth() == date.lengthOfMonth());
        boolean byWeek = ofWeek.has(weekday(date)) || nths.stream().anyMatch(nth -> nth.has(date));
        return ofMonth.full() || ofWeek.full() ? byMonth && byWeek : byMonth || byWeek;
    }

    /** From Sunday, which is 0. */
    private static int weekday(LocalDate date) {
        return date.getDayOfWeek().getValue() % DAYS_OF_A_WEEK;
    }
}
