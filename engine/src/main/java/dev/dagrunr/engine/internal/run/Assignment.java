package dev.dagrunr.engine.internal.run;

import dev.dagrunr.dag.Attempt;
import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.Run;
import dev.dagrunr.dag.TaskContext;
import dev.dagrunr.dag.TaskLog;
import dev.dagrunr.dag.internal.model.Graph;
import dev.dagrunr.dag.internal.model.InputSource;
import dev.dagrunr.dag.internal.model.Task;
import dev.dagrunr.engine.DagRunrException;
import dev.dagrunr.engine.ErrorCode;
import dev.dagrunr.engine.RunInfo;
import dev.dagrunr.engine.internal.json.Conf;
import dev.dagrunr.engine.internal.json.Structure;
import dev.dagrunr.engine.internal.store.AttemptStore.Claimed;
import dev.dagrunr.engine.internal.store.RunStore;
import dev.dagrunr.engine.internal.store.StoredInstance;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All that the body of an attempt needs, read from the store and the registry before it runs. */
record Assignment(
        Task task, Run run, Instant runStartedAt, Attempt attempt, List<@Nullable Object> inputs, Record params) {

    /** @param pages for what is read only when the body asks for it */
    static Assignment read(
            Connection connection,
            DagRegistry registry,
            Claimed claimed,
            RunStore.Facts facts,
            StoredValues.Pages pages)
            throws SQLException {
        var instance = claimed.instance();
        var run = facts.info();
        var registered = registry.require(run.dagId());
        var code = registered.graph();
        var task = code.find(instance.taskId()).orElseThrow(() -> otherVersion(run, instance, "has no"));
        var startedWith = registry.graph(connection, run.dagId(), facts.structureHash());
        if (!fits(task, code, startedWith)) {
            throw otherVersion(run, instance, "reads other tasks in");
        }
        var inputs = new Inputs(connection, code, claimed, pages).read(task);
        return new Assignment(
                task,
                run.run(),
                run.startedAt().orElseThrow(),
                attempt(run, instance, task),
                inputs,
                params(registered.dag(), run));
    }

    private static DagRunrException otherVersion(RunInfo run, StoredInstance instance, String difference) {
        return new DagRunrException(
                ErrorCode.UNKNOWN_TASK,
                "This node's version of DAG '%s' %s task '%s' as the run started with it; start a node that has that version and clear the task"
                        .formatted(run.dagId(), difference, instance.taskId()));
    }

    /** Whether the task's code can read what a run of perhaps another version of the DAG holds. */
    private static boolean fits(Task task, Graph code, Graph startedWith) {
        if (code == startedWith) {
            return true;
        }
        var read = Stream.concat(
                task.inputs().stream()
                        .filter(InputSource.OfTask.class::isInstance)
                        .map(input -> ((InputSource.OfTask) input).taskId()),
                task.expansion().stream().flatMap(expansion -> expansion.source().tasks().stream()));
        boolean wired = Stream.concat(Stream.of(task.id()), read)
                .allMatch(id -> startedWith
                        .find(id)
                        .filter(stored -> stored.mapped() == code.task(id).mapped()
                                && startedWith.scopes(id).equals(code.scopes(id)))
                        .isPresent());
        return wired && Structure.sameLists(task.id(), code, startedWith);
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
        return new AttemptContext<>(params, run, runStartedAt, attempt, log, running);
    }
}
