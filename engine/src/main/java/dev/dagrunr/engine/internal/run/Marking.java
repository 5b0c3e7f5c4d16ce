package dev.dagrunr.engine.internal.run;

import dev.dagrunr.dag.RunState;
import dev.dagrunr.dag.TaskState;
import dev.dagrunr.dag.internal.decision.Event;
import dev.dagrunr.dag.internal.decision.Reach;
import dev.dagrunr.dag.internal.model.Task;
import dev.dagrunr.dag.internal.model.Traits;
import dev.dagrunr.engine.internal.store.InstanceStore;
import dev.dagrunr.engine.internal.store.StoredInstance;
import dev.dagrunr.engine.internal.store.XComStore;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Gives task instances, or all of a run, the state that somebody says they have. What could not run because one of them had
 * failed runs then, as in Airflow.
 */
final class Marking {
    private static final Set<TaskState> FAILED = Set.of(TaskState.FAILED, TaskState.UPSTREAM_FAILED);

    private final RunTransaction transaction;
    private final TaskState state;
    private final String reason;

    /** @param state success or failed */
    Marking(RunTransaction transaction, TaskState state) {
        this.transaction = transaction;
        this.state = state;
        this.reason = "Marked " + state.wireName();
    }

    /**
     * Marks instances, then clears those after them that failed or could not run; where there are such, a run that had ended
     * goes on.
     *
     * @param all the instances of the run, locked
     */
    void instances(List<StoredInstance> all, List<StoredInstance> chosen) throws SQLException {
        for (var instance : chosen) {
            mark(instance);
        }
        var after = Reach.after(transaction.graph(), ClearSelection.paths(transaction.graph(), chosen));
        var ids = chosen.stream().map(StoredInstance::id).collect(Collectors.toSet());
        var again = all.stream()
                .filter(instance -> after.holds(instance.taskId(), instance.mapIndex()) && !ids.contains(instance.id()))
                .filter(instance -> FAILED.contains(instance.state()))
                .toList();
        if (again.isEmpty() && transaction.run().state().finished()) {
            transaction.recount(transaction.run().state());
        } else {
            Repair.reset(transaction, again);
            Repair.goOn(transaction);
        }
    }

    /**
     * Marks every instance of the run a success but teardowns that have not ended: they still run, and the run ends after
     * them.
     */
    void wholeRun(List<StoredInstance> all) throws SQLException {
        for (var instance : all) {
            boolean teardown = task(instance).traits().role().isTeardown();
            if (!(teardown && !instance.state().finished()) && instance.state() != TaskState.REMOVED) {
                mark(instance);
            }
        }
        boolean waits = transaction.run().state() == RunState.QUEUED
                && all.stream()
                        .anyMatch(instance -> task(instance).traits().role().isTeardown()
                                && !instance.state().finished());
        transaction.recount(waits ? RunState.QUEUED : RunState.RUNNING);
        if (!waits) {
            transaction.decide(new Event.Started());
        }
    }

    private void mark(StoredInstance instance) throws SQLException {
        if (instance.state() == state) {
            return;
        }
        if (!instance.state().finished()) {
            transaction.withdraw(instance, state, new RunTransaction.Reasons(reason, reason));
        }
        InstanceStore.move(transaction.connection(), instance, state, Optional.of(transaction.now()), reason);
        if (state == TaskState.SUCCESS) {
            followAll(instance);
        }
    }

    /** A choice that was not made leaves nothing out. */
    private void followAll(StoredInstance instance) throws SQLException {
        var task = task(instance);
        var connection = transaction.connection();
        var choice = task.traits().choice();
        if (choice == Traits.Choice.NONE) {
            return;
        }
        XComStore.delete(connection, transaction.run().id(), List.of(instance));
        if (choice == Traits.Choice.BRANCH) {
            var all = transaction.graph().downstream(task.id()).stream()
                    .map(id -> '"' + id + '"')
                    .toList();
            XComStore.saveList(connection, transaction.run().id(), task.id(), instance.mapIndex(), all);
        } else {
            XComStore.save(connection, transaction.run().id(), task.id(), instance.mapIndex(), "true");
        }
    }

    private Task task(StoredInstance instance) {
        return transaction.graph().task(instance.taskId());
    }
}
