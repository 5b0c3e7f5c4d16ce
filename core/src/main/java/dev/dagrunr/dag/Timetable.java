package dev.dagrunr.dag;

import dev.dagrunr.dag.internal.schedule.Timetables;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/**
 * Says when runs of a DAG are due. Those that come with the library are made by the methods here; implement this for any
 * other. It must be immutable, and give the same answer to the same question on every node.
 */
public interface Timetable {
    /**
     * Within which a timetable plans.
     *
     * @param earliest the start date of the DAG
     * @param latest the end date of the DAG; a run after it is not planned
     * @param catchup whether runs whose time has passed are wanted, too, one after the other; else only the last of them
     * @param now the time of the question
     */
    record Bounds(Optional<Instant> earliest, Optional<Instant> latest, boolean catchup, Instant now) {}

    /**
     * The run that comes next. Asked when a run has been created, and anew when a node starts or the DAG is unpaused.
     *
     * @param last the interval of the last scheduled run; empty when there was none
     * @return empty when there is none any more
     */
    Optional<PlannedRun> next(Optional<DataInterval> last, Bounds bounds);

    /** What a run is about that somebody triggers for a logical date; that moment unless overridden. */
    default DataInterval intervalOf(Instant logicalDate) {
        return DataInterval.at(logicalDate);
    }

    /** Whether it plans runs for any span of time, so that a backfill makes sense. */
    default boolean periodic() {
        return true;
    }

    /** For people, such as {@code 0 2 * * * Europe/Berlin}. */
    String description();

    /**
     * A run at each time that a cron expression means: minute, hour, day of month, month, day of week, or {@code @hourly},
     * {@code @daily}, {@code @weekly}, {@code @monthly}, {@code @quarterly}, {@code @yearly}. Numbers, names, lists, ranges
     * and steps; {@code L} for the last day of a month; when both kinds of days are given, either will do. The logical date
     * is that time.
     *
     * <p>When clocks are turned: a time that is left out in spring comes as much later as the clock was turned, and one that
     * there is twice in autumn comes once, the second time. An expression for every hour comes with every hour that
     * passes.
     *
     * @throws IllegalArgumentException when the expression is wrong or its time never comes
     */
    static Timetable cron(String expression, ZoneId zone) {
        return Timetables.cron(expression, zone);
    }

    /** As {@link #cron}, but each run is about the interval between two such times, and comes at its end. */
    static Timetable cronIntervals(String expression, ZoneId zone) {
        return Timetables.cronIntervals(expression, zone);
    }

    /** A run every so often, the first at the start date, or else at once. The logical date is its time. */
    static Timetable every(Duration distance) {
        return Timetables.every(distance);
    }

    /** As {@link #every}, but each run is about the interval before it. */
    static Timetable intervals(Duration length) {
        return Timetables.intervals(length);
    }

    /** One run, at the start date, or else at once. */
    static Timetable once() {
        return Timetables.once();
    }
}
