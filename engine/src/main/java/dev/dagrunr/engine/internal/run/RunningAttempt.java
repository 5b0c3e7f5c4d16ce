package dev.dagrunr.engine.internal.run;

import dev.dagrunr.dag.Attempt;
import dev.dagrunr.dag.TaskContext;
import dev.dagrunr.engine.internal.job.JobProgress;
import dev.dagrunr.engine.internal.store.InstanceStore;
import dev.dagrunr.engine.internal.store.StoredInstance;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An attempt on a worker thread of this node: how to stop it, and how far it is. Thread-safe. */
final class RunningAttempt {
    private static final Logger log = LoggerFactory.getLogger(RunningAttempt.class);

    private final StoredInstance instance;
    private final Thread thread;
    private final Executor cancelActions;
    private final JobProgress progress;
    private final Set<CancelAction> onCancel = new LinkedHashSet<>();
    private volatile @Nullable Attempt identity;
    private @Nullable CancelCause cause;
    private boolean over;
    private long done;
    private long expected;
    private long bytes;
    private long resumedDone;
    private long resumedBytes;
    private boolean progressed;

    RunningAttempt(StoredInstance instance, Thread thread, Executor cancelActions, JobProgress progress) {
        this.instance = instance;
        this.thread = thread;
        this.cancelActions = cancelActions;
        this.progress = progress;
    }

    StoredInstance instance() {
        return instance;
    }

    /** What the attempt is for others, once that was read. */
    void is(Attempt named) {
        identity = named;
    }

    Optional<Attempt> identity() {
        return Optional.ofNullable(identity);
    }

    /** Interrupts the body and runs what it registered; the first cause counts. */
    synchronized void cancel(CancelCause why) {
        if (over || cause != null) {
            return;
        }
        cause = why;
        thread.interrupt();
        List.copyOf(onCancel).forEach(cancelActions::execute);
    }

    synchronized Optional<CancelCause> cause() {
        return Optional.ofNullable(cause);
    }

    /**
     * The body has returned: the thread belongs to others from now on, and the worker to another job. Swallows an interrupt
     * that came too late.
     */
    void over() {
        synchronized (this) {
            over = true;
            Thread.interrupted();
        }
        progress.bodyEnded();
    }

    synchronized TaskContext.Registration onCancel(Runnable action) {
        var registered = new CancelAction(action);
        if (cause != null) {
            cancelActions.execute(registered);
        } else {
            onCancel.add(registered);
        }
        return registered;
    }

    private synchronized boolean isWanted(CancelAction action) {
        return !over && !action.closed;
    }

    private synchronized void close(CancelAction action) {
        action.closed = true;
        onCancel.remove(action);
    }

    /** Does not begin once the body has closed it: what it would cancel may belong to somebody else by then. */
    private final class CancelAction implements Runnable, TaskContext.Registration {
        private final Runnable action;
        private boolean closed;

        CancelAction(Runnable action) {
            this.action = action;
        }

        @Override
        public void run() {
            if (!isWanted(this)) {
                return;
            }
            try {
                action.run();
            } catch (RuntimeException e) {
                // the body is interrupted all the same
                log.warn("What {} wanted to be done when it is cancelled failed", instance.taskId(), e);
            }
        }

        @Override
        public void close() {
            RunningAttempt.this.close(this);
        }
    }

    void progress(long nowDone, long nowExpected, long nowBytes) {
        synchronized (this) {
            done = nowDone;
            expected = nowExpected;
            bytes = nowBytes;
            progressed = true;
        }
        progress.show(nowDone, nowExpected);
    }

    synchronized void resumed(long earlierDone, long earlierBytes) {
        resumedDone = earlierDone;
        resumedBytes = earlierBytes;
    }

    /** How far the attempt is, when it has said so since the last call. */
    synchronized Optional<InstanceStore.Progress> takeProgress() {
        if (!progressed) {
            return Optional.empty();
        }
        progressed = false;
        // the progress that counts what was resumed may not have been said yet
        return Optional.of(new InstanceStore.Progress(
                instance.id(),
                instance.epoch(),
                done,
                expected,
                bytes,
                Math.min(resumedDone, done),
                Math.min(resumedBytes, bytes)));
    }
}
