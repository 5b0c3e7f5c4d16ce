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
            EnumSet.of(TaskState.RUNNING, TaskState.UP_FOR_RETRY, TaskState.UP_FOR_RESCHEDULE);

    private RunStop() {}

    static void carryOut(RunTransaction transaction, String reason) throws SQLException {
        var run = transaction.run();
        if (run.state().finished()) {
            return;
        }
        for (var instance : InstanceStore.lockOfRun(transaction.connection(), run.id())) {
            if (!instance.state().finished()) {
                transaction.withdraw(instance, TaskState.FAILED, new RunTransaction.Reasons(reason, reason));
                boolean started = STARTED.contains(instance.state());
                InstanceStore.move(
                        transaction.connection(),
                        instance,
                        started ? TaskState.FAILED : TaskState.SKIPPED,
                        Optional.of(transaction.now()),
                        started ? reason : "");
            }
        }
        transaction.recount(RunState.FAILED);
        transaction.end(RunState.FAILED, reason);
    }
}
