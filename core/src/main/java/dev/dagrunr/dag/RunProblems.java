package dev.dagrunr.dag;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Everything that is wrong with what a DAG says of its runs as wholes; one sentence a problem. */
final class RunProblems {
    private RunProblems() {}

    static List<String> find(RunOptions options, boolean hasDefaults) {
        var problems = new ArrayList<String>();
        options.maxActiveRuns()
                .filter(limit -> limit < 1)
                .ifPresent(limit ->
                        problems.add("maxActiveRuns is " + limit + ", but at least 1 run must be able to run"));
        options.timeout()
                .filter(limit -> limit.compareTo(Duration.ZERO) <= 0)
                .ifPresent(limit -> problems.add("runTimeout is " + limit + "; it must be longer than zero"));
        checkSchedule(options, hasDefaults, problems);
        return problems;
    }

    private static void checkSchedule(RunOptions options, boolean hasDefaults, List<String> problems) {
        if (options.timetable().isPresent() && !hasDefaults) {
            problems.add("It has a schedule, but nobody gives scheduled runs their parameters; set defaults(..)");
        }
        boolean dated = options.startDate().isPresent() || options.endDate().isPresent() || options.catchup();
        if (options.timetable().isEmpty() && dated) {
            problems.add("It has a start date, an end date or catchup(), but no schedule; add schedule(..)");
        }
        if (options.catchup() && options.startDate().isEmpty()) {
            problems.add("It catches up, but does not say from when; add startDate(..)");
        }
        if (options.startDate().isPresent()
                && options.endDate().filter(options.startDate().get()::isAfter).isPresent()) {
            problems.add("Its start date " + options.startDate().get() + " is after its end date "
                    + options.endDate().get());
        }
    }
}
