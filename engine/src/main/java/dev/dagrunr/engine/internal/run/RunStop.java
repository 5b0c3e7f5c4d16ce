package dev.dagrunr.engine.internal.run;

import dev.dagrunr.dag.RunState;
import dev.dagrunr.dag.TaskState;
import dev.dagrunr.engine.internal.store.InstanceStore;
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

    private RunStop() {}

    /** What is under way is interrupted; all that has not ended is skipped, as Airflow has it. */
    static void timeOut(RunTransaction transaction) throws SQLException {
        carryOut(transaction, "It took longer than its DAG lets a run take", EnumSet.noneOf(TaskState.class));
    }

    static void carryOut(RunTransaction transaction, String reason) throws SQLException {
        carryOut(transaction, reason, STARTED);
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
                boolean fails = failing.contains(instance.state());
                var end = fails ? TaskState.FAILED : TaskState.SKIPPED;
                transaction.withdraw(instance, end, new RunTransaction.Reasons(reason, reason));
                InstanceStore.move(transaction.connection(), instance, end, Optional.of(transaction.now()), reason);
            }
        }
        transaction.recount(RunState.FAILED);
        transaction.end(RunState.FAILED, reason);
    }
}
