package dev.dagrunr.migration.step;

import dev.dagrunr.dag.TaskContext;
import dev.dagrunr.migration.transfer.TransferListener;
import org.jspecify.annotations.Nullable;

/** Passes on what a transfer says to the task that runs it, and the task's cancellation to the transfer. */
final class ContextListener implements TransferListener, AutoCloseable {
    private final TaskContext<?> context;
    private TaskContext.@Nullable Registration registration;

    ContextListener(TaskContext<?> context) {
        this.context = context;
    }

    @Override
    public void progress(long rowsDone, long rowsExpected, long bytesDone) {
        context.progress(rowsDone, rowsExpected, bytesDone);
    }

    @Override
    public void resumed(long rows, long bytes) {
        context.resumed(rows, bytes);
    }

    @Override
    public void log(String line) {
        context.log().info(line);
    }

    @Override
    public void cancellable(Runnable cancel) {
        close();
        registration = context.onCancel(cancel);
    }

    @Override
    public void close() {
        if (registration != null) {
            registration.close();
        }
    }
}
