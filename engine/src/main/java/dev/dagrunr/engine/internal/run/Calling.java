package dev.dagrunr.engine.internal.run;

import dev.dagrunr.dag.Attempt;
import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.EndedRun;
import dev.dagrunr.dag.Run;
import dev.dagrunr.dag.RunCallback;
import dev.dagrunr.dag.TaskCallback;
import dev.dagrunr.dag.TaskContext;
import dev.dagrunr.dag.TaskLog;
import dev.dagrunr.dag.internal.model.Callbacks;
import dev.dagrunr.dag.internal.model.Task;
import dev.dagrunr.engine.DagRunrException;
import dev.dagrunr.engine.ErrorCode;
import dev.dagrunr.engine.RunInfo;
import dev.dagrunr.engine.internal.json.Conf;
import dev.dagrunr.engine.internal.store.CallbackStore;
import dev.dagrunr.engine.internal.store.Database;
import dev.dagrunr.engine.internal.store.InstanceStore;
import dev.dagrunr.engine.internal.store.LogStore;
import dev.dagrunr.engine.internal.store.RunStore;
import dev.dagrunr.engine.internal.store.StoredInstance;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls the callbacks of what has been committed, on threads of its own: a slow one delays neither hand-off nor workers. What
 * is to be told is stored in the transaction that makes it true, claimed by one node, and deleted when it was told; when that
 * node dies in between, another tells it again. Thread-safe.
 */
final class Calling {
    private static final Logger log = LoggerFactory.getLogger(Calling.class);

    private final Persistence persistence;
    private final Database database;
    private final DagRegistry registry;
    private final Supplier<Node> lease;
    private final InstantSource clock;
    private final Executor threads;

    Calling(Database database, DagRegistry registry, NodeState node, InstantSource clock, Executor threads) {
        this.persistence = new Persistence(node::closing);
        this.lease = node::lease;
        this.database = database;
        this.registry = registry;
        this.clock = clock;
        this.threads = threads;
    }

    /** Returns at once. */
    void request() {
        try {
            threads.execute(this::tellAll);
        } catch (RejectedExecutionException e) {
            log.debug("This node closes; another calls what is left", e);
        }
    }

    private void tellAll() {
        try {
            var due = claim();
            while (due.isPresent() && !Thread.currentThread().isInterrupted()) {
                tell(due.get());
                due = claim();
            }
        } catch (DagRunrException e) {
            log.warn("What is left to be told is told later: {}", e.getMessage());
        }
    }

    private Optional<CallbackStore.Due> claim() {
        return database.inTransaction(
                connection -> CallbackStore.claim(connection, lease.get().id(), registry.ids()));
    }

    private void tell(CallbackStore.Due due) {
        var what = "What is to be told of run " + due.run();
        try {
            var said = new CallbackLog(clock, what, due.epoch());
            var telling = persistence.insist(what, () -> read(due, said));
            telling.run();
            if (!Thread.currentThread().isInterrupted()) {
                persistence.insist(what, () -> close(due, said));
            }
        } catch (DagRunrException e) {
            if (e.code() == ErrorCode.DATABASE) {
                throw e;
            }
            log.error("{} cannot be told", what, e);
            persistence.insist(what, () -> close(due, new CallbackLog(clock, what, due.epoch())));
        }
    }

    /** What to call, read before anything is called. */
    private Runnable read(CallbackStore.Due due, CallbackLog said) {
        return database.inTransaction(connection -> {
            var run = RunStore.find(connection, due.run()).orElseThrow();
            var dag = registry.require(run.dagId()).dag();
            if (due.instance().isEmpty()) {
                return () -> tellOfRun(dag, due, run);
            }
            var instance = InstanceStore.find(connection, due.instance().get()).orElseThrow();
            var context = new Context<>(
                    Conf.stored(dag, run.conf()),
                    run.run(),
                    run.startedAt().orElse(run.queuedAt()),
                    attempt(due, run, instance),
                    said);
            var task = dag.graph().find(instance.taskId());
            return () -> task.ifPresent(found -> call(found, due.moment(), context, due.reason()));
        });
    }

    private boolean close(CallbackStore.Due due, CallbackLog said) {
        var lines = said.lines();
        database.useTransaction(connection -> {
            if (due.instance().isPresent() && !lines.isEmpty()) {
                LogStore.append(connection, due.instance().get(), due.epoch(), lines);
            }
            CallbackStore.delete(connection, due);
        });
        return true;
    }

    private static Attempt attempt(CallbackStore.Due due, RunInfo run, StoredInstance instance) {
        return new Attempt(
                run.dagId(),
                run.runId(),
                instance.taskId(),
                instance.mapIndex(),
                instance.label(),
                due.tryNumber(),
                due.epoch());
    }

    /** Calls what a task wants to be called at a moment; what that throws goes to the log of the attempt, and no further. */
    @SuppressWarnings({"unchecked", "CatchThrowable"}) // declared with the parameters of the DAG; it may throw anything
    static void call(Task task, Callbacks.Moment moment, TaskContext<?> context, String reason) {
        for (var callback : task.callbacks().at(moment)) {
            try {
                ((TaskCallback<Object>) callback).run((TaskContext<Object>) context, reason);
            } catch (Throwable e) {
                if (e instanceof InterruptedException) {
                    Thread.currentThread().interrupt();
                }
                context.log().error("Callback on_" + moment.wireName() + " failed: " + e);
            }
        }
    }

    @SuppressWarnings({"unchecked", "CatchThrowable"}) // declared with the parameters of the DAG; it may throw anything
    private <P extends Record> void tellOfRun(Dag<P> dag, CallbackStore.Due due, RunInfo run) {
        var ended = new EndedRun<>(
                run.run(), Conf.stored(dag, run.conf()), due.moment().end(), due.reason());
        for (var callback : dag.callbacks().at(due.moment())) {
            try {
                ((RunCallback<Object>) callback).run((EndedRun<Object>) (EndedRun<?>) ended);
            } catch (Throwable e) {
                if (e instanceof InterruptedException) {
                    Thread.currentThread().interrupt();
                }
                log.error("Callback on_{} of run {} failed", due.moment().wireName(), run.runId(), e);
            }
        }
    }

    /** What a callback sees of an attempt that has ended. */
    private record Context<P extends Record>(P params, Run run, Instant runStartedAt, Attempt attempt, TaskLog log)
            implements TaskContext<P> {
        @Override
        public void progress(long done, long expected) {
            // the attempt has ended: there is nothing to be shown any more
        }

        @Override
        public Registration onCancel(Runnable action) {
            return () -> {};
        }
    }
}
