package dev.dagrunr.engine.internal.run;

import dev.dagrunr.dag.Attempt;
import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.TaskContext;
import dev.dagrunr.dag.TaskLog;
import dev.dagrunr.dag.internal.model.Task;
import dev.dagrunr.engine.DagRunrException;
import dev.dagrunr.engine.ErrorCode;
import dev.dagrunr.engine.RunInfo;
import dev.dagrunr.engine.internal.json.Conf;
import dev.dagrunr.engine.internal.store.RunStore;
import dev.dagrunr.engine.internal.store.StoredInstance;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All that the body of an attempt needs, read from the store and the registry before it runs. */
record Assignment(Task task, Attempt attempt, List<@Nullable Object> inputs, Record params) {

    static Assignment read(Connection connection, DagRegistry registry, StoredInstance instance)
            throws SQLException {
        var run = RunStore.find(connection, instance.run()).orElseThrow();
        var dag = registry.require(run.dagId()).dag();
        var task = dag.graph().find(instance.taskId()).orElseThrow(() -> new DagRunrException(
                ErrorCode.UNKNOWN_TASK,
                "This node's version of DAG '" + run.dagId() + "' has no task '" + instance.taskId()
                        + "', which the run started with; start a node that has it and clear the task"));
        var inputs = new Inputs(connection, dag.graph(), instance).read(task);
        return new Assignment(task, attempt(run, instance, task), inputs, params(dag, run));
    }

    private static <P extends Record> Record params(Dag<P> dag, RunInfo run) {
        return Conf.stored(dag, run.conf());
    }

    private static Attempt attempt(RunInfo run, StoredInstance instance, Task task) {
        return new Attempt(
                run.dagId(),
                run.runId(),
                task.id(),
                instance.mapIndex(),
                instance.label(),
                instance.tryNumber(),
                instance.epoch());
    }

    TaskContext<?> context(TaskLog log, RunningAttempt running) {
        return new AttemptContext<>(params, attempt, log, running);
    }
}
