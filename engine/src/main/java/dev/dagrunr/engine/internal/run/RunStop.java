package dev.dagrunr.engine.internal.run;

import dev.dagrunr.dag.RunState;
import dev.dagrunr.dag.TaskState;
import dev.dagrunr.dag.internal.decision.Event;
import dev.dagrunr.engine.internal.store.InstanceStore;
import dev.dagrunr.engine.internal.store.StoredInstance;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Ends a run as failed, and the runs that its tasks wait for: what has started is interrupted and failed, what has not is
 * skipped. A run that has ended stays as it is.
 */
final class RunStop {
    private static final Set<TaskState> STARTED =
            EnumSet.of(TaskState.RUNNING, TaskState.RESTARTING, TaskState.UP_FOR_RETRY, TaskState.UP_FOR_RESCHEDULE);

    private static final Set<TaskState> INTERRUPTED =
            EnumSet.of(TaskState.RUNNING, TaskState.RESTARTING, TaskState.UP_FOR_RESCHEDULE);

    private RunStop() {}

    /** What is under way is interrupted; all that has not ended is skipped, as Airflow has it. */
    static void timeOut(RunTransaction transaction) throws SQLException {
        carryOut(transaction, "It took longer than its DAG lets a run take", EnumSet.noneOf(TaskState.class));
    }

    static void carryOut(RunTransaction transaction, String reason) throws SQLException {
        carryOut(transaction, reason, STARTED);
    }

    /**
     * As Airflow marks a run failed: what runs fails and what has not begun is skipped, but teardowns that have not ended are
     * left alone. The run fails after them, or now when there are none.
     */
    static void markFailed(RunTransaction transaction, String reason) throws SQLException {
        var run = transaction.run();
        var all = InstanceStore.lockOfRun(transaction.connection(), run.id());
        if (run.state().finished()
                || all.stream()
                        .noneMatch(instance -> isTeardown(transaction, instance)
                                && !instance.state().finished())) {
            carryOut(transaction, reason);
            return;
        }
        for (var instance : all) {
            if (!instance.state().finished() && !isTeardown(transaction, instance)) {
                stop(transaction, instance, INTERRUPTED, reason);
            }
        }
        transaction.recount(run.state());
        transaction.failInTheEnd();
        if (run.state() == RunState.RUNNING) {
            transaction.decide(new Event.Started());
        }
    }

    private static boolean isTeardown(RunTransaction transaction, StoredInstance instance) {
        return transaction.graph().task(instance.taskId()).traits().role().isTeardown();
    }

    private static void stop(RunTransaction transaction, StoredInstance instance, Set<TaskState> failing, String reason)
            throws SQLException {
        var end = failing.contains(instance.state()) ? TaskState.FAILED : TaskState.SKIPPED;
        transaction.withdraw(instance, end, new RunTransaction.Reasons(reason, reason));
        InstanceStore.move(transaction.connection(), instance, end, Optional.of(transaction.now()), reason);
    }

    /** @param failing the states of instances that end as failed */
    private static void carryOut(RunTransaction transaction, String reason, Set<TaskState> failing)
            throws SQLException {
        var run = transaction.run();
        if (run.state().finished()) {
            return;
        }
        for (var instance : InstanceStore.lockOfRun(transaction.connection(), run.id())) {
            if (!instance.state().finished()) {
                stop(transaction, instance, failing, reason);
            }
        }
        transaction.recount(RunState.FAILED);
        transaction.end(RunState.FAILED, reason);
    }
}
