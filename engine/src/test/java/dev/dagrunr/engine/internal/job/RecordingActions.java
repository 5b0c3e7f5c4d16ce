package dev.dagrunr.engine.internal.job;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Writes down what was pressed, or refuses it. */
final class RecordingActions implements DashboardActions {

    private final List<Attempt> requeued = new CopyOnWriteArrayList<>();
    private final List<Attempt> deleted = new CopyOnWriteArrayList<>();
    private volatile @Nullable RuntimeException refusal;

    void refuseWith(RuntimeException exception) {
        refusal = exception;
    }

    @Override
    public void requeued(long taskInstanceId, int epoch, UUID jobId) {
        act(requeued, new Attempt(taskInstanceId, epoch));
    }

    @Override
    public void deleted(long taskInstanceId, int epoch, UUID jobId) {
        act(deleted, new Attempt(taskInstanceId, epoch));
    }

    private void act(List<Attempt> record, Attempt attempt) {
        RuntimeException exception = refusal;
        if (exception != null) {
            throw exception;
        }
        record.add(attempt);
    }

    List<Attempt> requeued() {
        return requeued;
    }

    List<Attempt> deleted() {
        return deleted;
    }
}
