package dev.dagrunr.dag.internal.schedule;

import dev.dagrunr.dag.DataInterval;
import dev.dagrunr.dag.PlannedRun;
import dev.dagrunr.dag.Timetable;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/** A run at each moment, about that moment: Airflow's trigger timetables. */
record TriggerTimetable(String description, Beat beat) implements Timetable {
    private static final Duration SHORTEST_GRACE = Duration.ofMinutes(5);

    @Override
    public Optional<PlannedRun> next(Optional<DataInterval> last, Bounds bounds) {
        var moment = bounds.catchup() ? following(last, bounds) : latest(last, bounds);
        return bounds.latest().filter(moment::isAfter).isPresent()
                ? Optional.empty()
                : Optional.of(new PlannedRun(moment, DataInterval.at(moment)));
    }

    private Instant following(Optional<DataInterval> last, Bounds bounds) {
        return last.map(DataInterval::end)
                .map(beat::after)
                .or(() -> bounds.earliest().map(beat::atOrAfter))
                .orElseGet(() -> first(bounds.now()));
    }

    /** Leaves out all moments that are over but the last one. */
    private Instant latest(Optional<DataInterval> last, Bounds bounds) {
        var afterLast = last.map(DataInterval::end).map(beat::after);
        var fromStart = bounds.earliest().map(beat::atOrAfter);
        var first = afterLast.isEmpty() && fromStart.isEmpty()
                ? Optional.of(first(bounds.now()))
                : Optional.<Instant>empty();
        return Stream.of(afterLast, fromStart, first)
                .flatMap(Optional::stream)
                .reduce(beat.atOrBefore(bounds.now()), (one, other) -> one.isAfter(other) ? one : other);
    }

    /** Without a date to start from: the moment that was, if that is not long ago, else the one to come. */
    private Instant first(Instant now) {
        var past = beat.atOrBefore(now);
        var next = beat.atOrAfter(now);
        var tenth = Duration.between(past, next).dividedBy(10);
        var grace = tenth.compareTo(SHORTEST_GRACE) > 0 ? tenth : SHORTEST_GRACE;
        return Duration.between(past, now).compareTo(grace) <= 0 ? past : next;
    }
}
