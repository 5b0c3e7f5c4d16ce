package dev.dagrunr.dag;

/**
 * Code that is told of something that happened to a task instance. It may throw anything: that never changes how the instance
 * ends, and stands in the instance's log. It must stop soon when its thread is interrupted.
 *
 * @param <P> the parameters of the DAG
 */
@FunctionalInterface
public interface TaskCallback<P> {
    /** @param reason why the attempt failed or was skipped; empty where it was not */
    void run(TaskContext<P> context, String reason) throws Exception;
}
