package dev.dagrunr.engine.internal.run;

import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.Run;
import dev.dagrunr.dag.RunType;
import dev.dagrunr.dag.TaskContext;
import dev.dagrunr.dag.TaskFailedException;
import dev.dagrunr.dag.TaskLog;
import dev.dagrunr.dag.TaskSkippedException;
import dev.dagrunr.dag.internal.model.Callbacks;
import dev.dagrunr.dag.internal.model.Task;
import dev.dagrunr.dag.internal.model.Work;
import dev.dagrunr.engine.DagRunrException;
import dev.dagrunr.engine.ErrorCode;
import dev.dagrunr.engine.internal.json.Conf;
import dev.dagrunr.engine.internal.json.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** Runs the body of a task and turns whatever comes out of it into a result. Thread-safe. */
final class BodyRunner {
    private static final List<String> MDC_KEYS = List.of("dag", "run", "task", "map_index", "try");

    private final int valueBytes;

    BodyRunner(int valueBytes) {
        this.valueBytes = valueBytes;
    }

    AttemptResult run(Assignment assignment, TaskContext<?> context) {
        var attempt = assignment.attempt();
        MDC.put("dag", attempt.dagId());
        MDC.put("run", attempt.runId());
        MDC.put("task", attempt.taskId());
        MDC.put("map_index", Integer.toString(attempt.mapIndex()));
        MDC.put("try", Integer.toString(attempt.tryNumber()));
        try {
            return result(assignment, context);
        } finally {
            MDC_KEYS.forEach(MDC::remove);
        }
    }

    @SuppressWarnings("CatchThrowable") // a body may throw anything; its instance must not stay 'running' for it
    private AttemptResult result(Assignment assignment, TaskContext<?> context) {
        try {
            Calling.call(assignment.task(), Callbacks.Moment.EXECUTE, context, "");
            return run(assignment, assignment.task().work(), context);
        } catch (TaskSkippedException e) {
            context.log().info("Skipped: " + e.getMessage());
            return new AttemptResult.Skipped(String.valueOf(e.getMessage()));
        } catch (TaskFailedException e) {
            return failsSoftly(assignment.task())
                    ? new AttemptResult.Skipped(String.valueOf(e.getMessage()))
                    : failed(e, false, context.log());
        } catch (DagRunrException e) {
            return failed(e, e.code().blame() == ErrorCode.Blame.ENVIRONMENT, context.log());
        } catch (Throwable e) {
            return failed(e, true, context.log());
        }
    }

    private AttemptResult run(Assignment assignment, Work work, TaskContext<?> context) throws Exception {
        if (work instanceof Work.SubRun sub) {
            var conf = conf(sub.dag(), sub.conf().run(assignment.inputs(), context));
            var runId = SubRuns.idOf(assignment.attempt());
            return new AttemptResult.Waits(new SubRuns.SubRun(
                    new Coordinator.NewRun(Run.of(sub.dag().id(), runId, RunType.TRIGGERED), conf), sub.resultTask()));
        }
        if (work instanceof Work.Sensor sensor) {
            var found = (Optional<?>) sensor.body().run(assignment.inputs(), context);
            return found == null || found.isEmpty()
                    ? new AttemptResult.NotYet(
                            sensor.how(), assignment.task().options().executionTimeout())
                    : new AttemptResult.Returned(value(assignment.task(), found.get()));
        }
        if (work instanceof Work.Nothing) {
            return new AttemptResult.Returned(new AttemptResult.Nothing());
        }
        var body = ((Work.Code) work).body();
        return new AttemptResult.Returned(value(assignment.task(), body.run(assignment.inputs(), context)));
    }

    /** Whether a failure that no retry can help skips the task instead. */
    static boolean failsSoftly(Task task) {
        return task.work() instanceof Work.Sensor sensor && sensor.how().softFail();
    }

    private static <Q extends Record> String conf(Dag<Q> dag, @Nullable Object params) {
        if (params == null) {
            throw new TaskFailedException("The conf for DAG '" + dag.id() + "' is null; return a "
                    + dag.paramsType().getSimpleName());
        }
        return Conf.write(dag, dag.paramsType().cast(params));
    }

    private static AttemptResult failed(Throwable thrown, boolean retry, TaskLog log) {
        var reason = thrown.getMessage() == null || thrown instanceof Error ? thrown.toString() : thrown.getMessage();
        log.error(reason);
        log.error(stackTrace(thrown));
        return new AttemptResult.Failed(reason, retry);
    }

    private static String stackTrace(Throwable thrown) {
        var text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }

    private AttemptResult.Value value(Task task, @Nullable Object value) {
        if (value == null) {
            return new AttemptResult.Nothing();
        }
        if (value instanceof List<?> list && task.valueType().list()) {
            return new AttemptResult.Elements(
                    list.stream().map(element -> json(task, element)).toList());
        }
        return new AttemptResult.Whole(json(task, value));
    }

    private String json(Task task, Object value) {
        var json = Json.write(value);
        int bytes = json.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > valueBytes) {
            throw new DagRunrException(
                    ErrorCode.INVALID_RESULT,
                    "Task '" + task.id() + "' returned a value of " + bytes + " bytes as JSON, but at most "
                            + valueBytes + " are stored; return a reference to the data instead, or raise the limit");
        }
        return json;
    }
}
