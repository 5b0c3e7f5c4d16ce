package dev.dagrunr.dag.internal.schedule;

import dev.dagrunr.dag.DataInterval;
import dev.dagrunr.dag.PlannedRun;
import dev.dagrunr.dag.Timetable;
import java.util.Optional;

/** One run, as soon as may be. */
record OnceTimetable() implements Timetable {
    @Override
    public String description() {
        return "once";
    }

    @Override
    public boolean periodic() {
        return false;
    }

    @Override
    public Optional<PlannedRun> next(Optional<DataInterval> last, Bounds bounds) {
        var moment = bounds.earliest().orElse(bounds.now());
        boolean over =
                last.isPresent() || bounds.latest().filter(moment::isAfter).isPresent();
        return over ? Optional.empty() : Optional.of(new PlannedRun(moment, DataInterval.at(moment)));
    }
}
