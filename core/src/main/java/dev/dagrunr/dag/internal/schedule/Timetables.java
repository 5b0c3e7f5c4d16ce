package dev.dagrunr.dag.internal.schedule;

import dev.dagrunr.dag.Timetable;
import java.time.Duration;
import java.time.ZoneId;

/** The timetables that come with the library. */
public final class Timetables {
    private Timetables() {}

    public static Timetable cron(String expression, ZoneId zone) {
        return new TriggerTimetable(name(expression, zone), beat(expression, zone));
    }

    public static Timetable cronIntervals(String expression, ZoneId zone) {
        return new IntervalTimetable("intervals of " + name(expression, zone), beat(expression, zone));
    }

    public static Timetable every(Duration distance) {
        return new TriggerTimetable("every " + distance, new FixedStep(distance));
    }

    public static Timetable intervals(Duration length) {
        return new IntervalTimetable("intervals of " + length, new FixedStep(length));
    }

    public static Timetable once() {
        return new OnceTimetable();
    }

    private static String name(String expression, ZoneId zone) {
        return expression + " " + zone.getId();
    }

    private static Beat beat(String expression, ZoneId zone) {
        return new ZonedCron(Cron.parse(expression), zone);
    }
}
