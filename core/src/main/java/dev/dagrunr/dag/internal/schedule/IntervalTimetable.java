package dev.dagrunr.dag.internal.schedule;

import dev.dagrunr.dag.DataInterval;
import dev.dagrunr.dag.PlannedRun;
import dev.dagrunr.dag.Timetable;
import java.time.Instant;
import java.util.Optional;

/** A run at the end of each interval between two moments, about that interval: Airflow's data interval timetables. */
record IntervalTimetable(String description, Beat beat) implements Timetable {
    @Override
    public Optional<PlannedRun> next(Optional<DataInterval> last, Bounds bounds) {
        var earliest = bounds.catchup() ? bounds.earliest().map(beat::atOrAfter) : Optional.of(lastComplete(bounds));
        var following = last.map(DataInterval::end).map(beat::atOrBefore);
        var start = following.isPresent() && earliest.isPresent()
                ? following.map(moment -> later(moment, earliest.get()))
                : following.or(() -> earliest);
        return start.filter(moment -> bounds.latest().filter(moment::isAfter).isEmpty())
                .map(moment -> new DataInterval(moment, beat.after(moment)))
                .map(interval -> new PlannedRun(interval.end(), interval));
    }

    /** The start of the last interval that is over, or of the first one of all. */
    private Instant lastComplete(Bounds bounds) {
        var start = beat.before(beat.atOrBefore(bounds.now()));
        return bounds.earliest()
                .map(beat::atOrAfter)
                .map(earliest -> later(start, earliest))
                .orElse(start);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    @Override
    public DataInterval intervalOf(Instant logicalDate) {
        var end = beat.atOrBefore(logicalDate);
        return new DataInterval(beat.before(end), end);
    }
}
