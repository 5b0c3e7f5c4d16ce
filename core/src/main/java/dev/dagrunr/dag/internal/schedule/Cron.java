package dev.dagrunr.dag.internal.schedule;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/**
 * A cron expression of five fields, as times on a clock on the wall that nobody turns. Where both the day of the month and
 * the day of the week are given, either will do. Immutable.
 */
final class Cron {
    private static final Map<String, String> PRESETS = Map.of(
            "@hourly", "0 * * * *",
            "@daily", "0 0 * * *",
            "@midnight", "0 0 * * *",
            "@weekly", "0 0 * * 0",
            "@monthly", "0 0 1 * *",
            "@quarterly", "0 0 1 */3 *",
            "@yearly", "0 0 1 1 *",
            "@annually", "0 0 1 1 *");
    private static final int FIELDS = 5;
    // 29 February comes within eight years
    private static final int YEARS = 9;

    private final CronField minutes;
    private final CronField hours;
    private final CronField days;
    private final boolean lastDay;
    private final CronField months;
    private final CronField weekdays;

    private Cron(String[] fields) {
        minutes = CronField.minutes(fields[0]);
        hours = CronField.hours(fields[1]);
        lastDay = fields[2].equalsIgnoreCase("L");
        // no month has a day of which only the last is meant without it
        days = CronField.days(lastDay ? "31" : fields[2]);
        months = CronField.months(fields[3]);
        weekdays = CronField.weekdays(fields[4]);
    }

    /** @throws IllegalArgumentException when the expression is wrong, or its time never comes */
    static Cron parse(String expression) {
        var fields =
                PRESETS.getOrDefault(expression.strip(), expression.strip()).split("\\s+");
        try {
            if (fields.length != FIELDS) {
                throw new IllegalArgumentException(
                        "it has " + fields.length + " fields, not 5: minute, hour, day of month, month, day of week");
            }
            var cron = new Cron(fields);
            cron.after(LocalDateTime.of(2000, 1, 1, 0, 0));
            return cron;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "The cron expression '" + expression + "' is not usable: " + e.getMessage(), e);
        }
    }

    /** Whether some minute of every hour of the days is meant. */
    boolean everyHour() {
        return hours.full();
    }

    /** The first time after {@code time}. */
    LocalDateTime after(LocalDateTime time) {
        var candidate = time.truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
        var limit = candidate.plusYears(YEARS);
        while (candidate.isBefore(limit)) {
            if (!months.has(candidate.getMonthValue())) {
                candidate =
                        candidate.toLocalDate().withDayOfMonth(1).plusMonths(1).atStartOfDay();
            } else if (!hasDay(candidate.toLocalDate())) {
                candidate = candidate.toLocalDate().plusDays(1).atStartOfDay();
            } else if (!hours.has(candidate.getHour())) {
                candidate = candidate.truncatedTo(ChronoUnit.HOURS).plusHours(1);
            } else if (!minutes.has(candidate.getMinute())) {
                candidate = candidate.plusMinutes(1);
            } else {
                return candidate;
            }
        }
        throw new IllegalArgumentException("its time never comes");
    }

    private boolean hasDay(LocalDate date) {
        boolean byMonth = lastDay ? date.getDayOfMonth() == date.lengthOfMonth() : days.has(date.getDayOfMonth());
        boolean byWeek = weekdays.has(
                date.getDayOfWeek() == DayOfWeek.SUNDAY
                        ? 0
                        : date.getDayOfWeek().getValue());
        boolean anyMonthDay = !lastDay && days.full();
        return anyMonthDay || weekdays.full() ? byMonth && byWeek : byMonth || byWeek;
    }
}
