package dev.dagrunr.dag;

/**
 * Code that is told that a run has ended. It may throw anything: that never changes how the run ends.
 *
 * @param <P> the parameters of the DAG
 */
@FunctionalInterface
public interface RunCallback<P> {
    void run(EndedRun<P> run) throws Exception;
}
