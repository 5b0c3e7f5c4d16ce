package dev.dagrunr.dag;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Everything that is wrong with what a DAG says of its runs as wholes; one sentence a problem. */
final class RunProblems {
    private RunProblems() {}

    static List<String> find(RunOptions options) {
        var problems = new ArrayList<String>();
        options.maxActiveRuns()
                .filter(limit -> limit < 1)
                .ifPresent(limit ->
                        problems.add("maxActiveRuns is " + limit + ", but at least 1 run must be able to run"));
        options.timeout()
                .filter(limit -> limit.compareTo(Duration.ZERO) <= 0)
                .ifPresent(limit -> problems.add("runTimeout is " + limit + "; it must be longer than zero"));
        return problems;
    }
}
