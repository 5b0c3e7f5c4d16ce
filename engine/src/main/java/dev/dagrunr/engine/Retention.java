package dev.dagrunr.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What of runs that have ended is kept, and how long; everything unless said otherwise. What is over is deleted by whichever
 * node sweeps, a little at a time. Never deleted are runs that have not ended, the last run by its logical date, with the one
 * that other runs depend on, and runs whose starter or callbacks still have to be told. Immutable.
 *
 * @param runs how long after its end a run is kept, with all that belongs to it
 * @param runsPerDag how many of the newest runs of a DAG are kept
 * @param logs how long after the end of its run the log of a task is kept
 * @param values how long after the end of its run the values of tasks are kept; such a run can only be cleared as a whole
 * @param attempts how long after the end of its run the history of attempts is kept
 */
public record Retention(
        Optional<Duration> runs,
        Optional<Integer> runsPerDag,
        Optional<Duration> logs,
        Optional<Duration> values,
        Optional<Duration> attempts) {
    /** Keeps everything. */
    public static Retention unlimited() {
        return new Retention(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    public Retention withRuns(Duration age) {
        return new Retention(Optional.of(age), runsPerDag, logs, values, attempts);
    }

    public Retention withRunsPerDag(int count) {
        return new Retention(runs, Optional.of(count), logs, values, attempts);
    }

    public Retention withLogs(Duration age) {
        return new Retention(runs, runsPerDag, Optional.of(age), values, attempts);
    }

    public Retention withValues(Duration age) {
        return new Retention(runs, runsPerDag, logs, Optional.of(age), attempts);
    }

    public Retention withAttempts(Duration age) {
        return new Retention(runs, runsPerDag, logs, values, Optional.of(age));
    }

    /** One sentence for each setting that cannot be. */
    List<String> problems() {
        var problems = new ArrayList<String>();
        notNegative(problems, "runs", runs);
        notNegative(problems, "logs", logs);
        notNegative(problems, "values", values);
        notNegative(problems, "attempts", attempts);
        runsPerDag
                .filter(count -> count < 1)
                .ifPresent(
                        count -> problems.add("the retention keeps " + count + " runs of a DAG, but at least 1 stays"));
        return problems;
    }

    private static void notNegative(List<String> problems, String what, Optional<Duration> age) {
        age.filter(Duration::isNegative)
                .ifPresent(time ->
                        problems.add("the retention of " + what + " is " + time + ", but must not be negative"));
    }
}
