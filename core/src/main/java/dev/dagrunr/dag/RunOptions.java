package dev.dagrunr.dag;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What holds for the runs of a DAG as wholes. Immutable.
 *
 * @param maxActiveRuns how many of its runs are running at the same time; empty for the engine's own setting
 * @param timeout how long a run may take from its start; empty for no limit
 * @param timetable when runs are due; empty for a DAG that is only triggered
 * @param startDate before which no run is due
 * @param endDate after which no run is due
 * @param catchup whether runs whose time has passed are created, too
 */
public record RunOptions(
        Optional<Integer> maxActiveRuns,
        Optional<Duration> timeout,
        Optional<Timetable> timetable,
        Optional<Instant> startDate,
        Optional<Instant> endDate,
        boolean catchup) {
    static RunOptions defaults() {
        return new RunOptions(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), false);
    }

    /** What the timetable is asked with. */
    public Timetable.Bounds boundsAt(Instant now) {
        return new Timetable.Bounds(startDate, endDate, catchup, now);
    }

    RunOptions withMaxActiveRuns(int limit) {
        return new RunOptions(Optional.of(limit), timeout, timetable, startDate, endDate, catchup);
    }

    RunOptions withTimeout(Duration limit) {
        return new RunOptions(maxActiveRuns, Optional.of(limit), timetable, startDate, endDate, catchup);
    }

    RunOptions withTimetable(Timetable when) {
        return new RunOptions(maxActiveRuns, timeout, Optional.of(when), startDate, endDate, catchup);
    }

    RunOptions withStartDate(Instant date) {
        return new RunOptions(maxActiveRuns, timeout, timetable, Optional.of(date), endDate, catchup);
    }

    RunOptions withEndDate(Instant date) {
        return new RunOptions(maxActiveRuns, timeout, timetable, startDate, Optional.of(date), catchup);
    }

    RunOptions withCatchup() {
        return new RunOptions(maxActiveRuns, timeout, timetable, startDate, endDate, true);
    }
}
