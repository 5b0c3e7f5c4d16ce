package dev.dagrunr.dag.internal.decision;

import dev.dagrunr.dag.BackfillFate;
import dev.dagrunr.dag.Reprocess;
import dev.dagrunr.dag.RunState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a backfill may do, and what it does for a date, by Airflow's rules. Pure. */
public final class BackfillRule {
    private BackfillRule() {}

    /** The dates of a backfill and the order of its runs. */
    public record Range(Instant from, Instant to, boolean backwards) {}

    /** @param existing the state of the run of that logical date; empty when there is none */
    public static BackfillFate fate(Optional<RunState> existing, Reprocess reprocess) {
        if (existing.isEmpty()) {
            return BackfillFate.CREATED;
        }
        var state = existing.get();
        if (!state.finished()) {
            return BackfillFate.IN_FLIGHT;
        }
        boolean again = reprocess == Reprocess.COMPLETED || (reprocess == Reprocess.FAILED && state == RunState.FAILED);
        return again ? BackfillFate.REPROCESSED : BackfillFate.ALREADY_EXISTS;
    }

    /**
     * Why a backfill is refused; one sentence a problem.
     *
     * @param looksBack whether a task depends on the past
     */
    public static List<String> problems(Range range, Reprocess reprocess, boolean looksBack, Instant now) {
        var problems = new ArrayList<String>();
        if (range.from().isAfter(range.to())) {
            problems.add("it begins at " + range.from() + ", after its end " + range.to());
        } else if (range.from().isAfter(now)) {
            problems.add("it begins at " + range.from() + ", which is still to come");
        }
        if (looksBack && range.backwards()) {
            problems.add("it cannot run backwards, because a task depends on the run before");
        }
        if (looksBack && reprocess == Reprocess.NONE) {
            problems.add("a task depends on the run before, so say which runs that exist are run again: failed or"
                    + " completed");
        }
        return problems;
    }
}
