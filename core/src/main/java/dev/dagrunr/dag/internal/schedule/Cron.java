package dev.dagrunr.dag.internal.schedule;

import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;

/**
 * A cron expression, as times on a clock on the wall that nobody turns: five fields and perhaps a sixth, for seconds, as croniter
 * reads them for Airflow. Immutable.
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
    private static final int WITH_SECONDS = 6;
    // a leap day of a given weekday comes every 28 years, or after 40
    private static final int YEARS = 50;

    private final CronField seconds;
    private final CronField minutes;
    private final CronField hours;
    private final CronDays days;
    private final CronField months;

    private Cron(String[] fields) {
        minutes = CronField.minutes(fields[0]);
        hours = CronField.hours(fields[1]);
        days = new CronDays(fields[2], fields[4]);
        months = CronField.months(fields[3]);
        seconds = CronField.seconds(fields.length > FIELDS ? fields[5] : "0");
    }

    /** @throws IllegalArgumentException when the expression is wrong, or its time never comes */
    static Cron parse(String expression) {
        var fields = PRESETS.getOrDefault(expression.strip().toLowerCase(Locale.ROOT), expression.strip())
                .split("\\s+");
        try {
            if (fields.length != FIELDS && fields.length != WITH_SECONDS) {
                throw new IllegalArgumentException("it has " + fields.length
                        + " fields, not 5: minute, hour, day of month, month, day of week; or a sixth for seconds");
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
        var candidate = time.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
        var limit = candidate.plusYears(YEARS);
        while (candidate.isBefore(limit)) {
            var next = next(candidate);
            if (next.equals(candidate)) {
                return candidate;
            }
            candidate = next;
        }
        throw new IllegalArgumentException("its time never comes");
    }

    /** The same time when it is meant, else a later one, up to the first that is. */
    private LocalDateTime next(LocalDateTime time) {
        if (!months.has(time.getMonthValue())) {
            return time.toLocalDate().withDayOfMonth(1).plusMonths(1).atStartOfDay();
        }
        if (!days.has(time.toLocalDate())) {
            return time.toLocalDate().plusDays(1).atStartOfDay();
        }
        int hour = hours.from(time.getHour());
        if (hour != time.getHour()) {
            var day = time.truncatedTo(ChronoUnit.DAYS);
            return hour < 0 ? day.plusDays(1) : day.withHour(hour);
        }
        int minute = minutes.from(time.getMinute());
        if (minute != time.getMinute()) {
            var start = time.truncatedTo(ChronoUnit.HOURS);
            return minute < 0 ? start.plusHours(1) : start.withMinute(minute);
        }
        int second = seconds.from(time.getSecond());
        var start = time.truncatedTo(ChronoUnit.MINUTES);
        return second < 0 ? start.plusMinutes(1) : start.withSecond(second);
    }
}
