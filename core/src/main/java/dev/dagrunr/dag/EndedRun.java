package dev.dagrunr.dag;

/**
 * A run that has ended. Immutable.
 *
 * @param params the conf of the run
 * @param reason why it ended where its tasks do not say it, such as a stop; else empty
 */
public record EndedRun<P>(Run run, P params, RunState state, String reason) {
    public String dagId() {
        return run.dagId();
    }

    public String runId() {
        return run.runId();
    }
}
