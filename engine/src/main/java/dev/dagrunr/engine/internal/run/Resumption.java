package dev.dagrunr.engine.internal.run;

import dev.dagrunr.dag.TaskState;
import dev.dagrunr.engine.internal.job.JobQueue;
import dev.dagrunr.engine.internal.store.InstanceStore;
import dev.dagrunr.engine.internal.store.RepairStore;
import dev.dagrunr.engine.internal.store.StoredInstance;
import dev.dagrunr.engine.internal.store.TryStore;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** Lets instances go on that stopped without an end: lost, called back, or waiting for their time. Thread-safe. */
final class Resumption {
    private final Coordinator coordinator;
    private final JobQueue queue;

    Resumption(Coordinator coordinator, JobQueue queue) {
        this.coordinator = coordinator;
        this.queue = queue;
    }

    /**
     * Queues an attempt again whose node or job was lost, without consuming a try.
     *
     * @param reason for the history of attempts
     * @return false when it was fenced off, and nothing was changed
     */
    boolean requeueLost(StoredInstance lost, String reason) {
        var requeued = new AtomicBoolean();
        change(lost, transaction -> {
            requeued.set(transaction.requeue(lost));
            if (requeued.get()) {
                TryStore.insert(transaction.connection(), lost, "lost", reason, transaction.now());
                if (lost.jobId() != null) {
                    queue.remove(transaction.connection(), List.of(lost.jobId()));
                }
            }
        });
        return requeued.get();
    }

    /** As {@link #requeueLost}, for an attempt that this node has given up without a result. */
    void requeueForgotten(InstanceStore.Running attempt) {
        coordinator
                .inTransaction((connection, aftermath) -> InstanceStore.find(connection, attempt.id()))
                .filter(instance -> instance.state() == TaskState.RUNNING && instance.epoch() == attempt.epoch())
                .ifPresent(instance -> requeueLost(instance, "its end could not be stored"));
    }

    /** Lets an instance that was cleared while it ran begin again: the old attempt is off, or its node is lost. */
    void restart(StoredInstance old) {
        change(old, transaction -> {
            if (RepairStore.restart(transaction.connection(), old)) {
                Repair.goOn(transaction);
            }
        });
    }

    /** Goes on with an instance whose delay is over. */
    void resume(StoredInstance due) {
        if (due.state() == TaskState.UP_FOR_RETRY) {
            retry(due);
        } else if (due.state() == TaskState.RUNNING) {
            // it kept its slots: it need not queue up for them
            change(due, transaction -> transaction.requeue(due));
        } else {
            change(due, transaction -> InstanceStore.resume(transaction.connection(), due));
        }
    }

    /** Schedules the next try of an instance at once. */
    void retry(StoredInstance due) {
        change(
                due,
                transaction ->
                        InstanceStore.move(transaction.connection(), due, TaskState.SCHEDULED, Optional.empty(), ""));
    }

    private void change(StoredInstance instance, Coordinator.Work work) {
        coordinator.inTransaction(
                (connection, aftermath) -> coordinator.change(connection, aftermath, instance.run(), work));
    }
}
