package dev.dagrunr.dag;

import dev.dagrunr.dag.internal.model.Callbacks;
import dev.dagrunr.dag.internal.model.Task;

/** Calls the callbacks of a run in memory, each as soon as there is something to tell. */
final class InProcessCalling {
    private final Dag<?> dag;
    private final Transcript transcript;

    InProcessCalling(Dag<?> dag, Transcript transcript) {
        this.dag = dag;
        this.transcript = transcript;
    }

    /** The types fit: callbacks are declared with the parameters of their own DAG. */
    @SuppressWarnings("unchecked")
    void tell(Task task, Callbacks.Moment moment, InProcessContext context, String reason) {
        for (var callback : task.callbacks().at(moment)) {
            try {
                ((TaskCallback<Record>) callback).run(context, reason);
            } catch (Exception e) {
                interruptIfNeeded(e);
                context.log().error("Callback on_" + moment.wireName() + " failed: " + e);
            }
        }
    }

    @SuppressWarnings("unchecked")
    void ended(EndedRun<Record> run) {
        var moment = Callbacks.Moment.of(run.state());
        for (var callback : dag.callbacks().at(moment)) {
            try {
                ((RunCallback<Record>) callback).run(run);
            } catch (Exception e) {
                interruptIfNeeded(e);
                transcript.logOfRun(run.dagId() + " error: Callback on_" + moment.wireName() + " failed: " + e);
            }
        }
    }

    private static void interruptIfNeeded(Exception e) {
        if (e instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
    }
}
