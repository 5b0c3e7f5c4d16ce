package dev.dagrunr.dashboard.internal.rest;

import dev.dagrunr.dag.TaskState;
import dev.dagrunr.dashboard.internal.page.Operations;
import dev.dagrunr.dashboard.internal.rest.Shapes.TaskInstanceTry;
import dev.dagrunr.dashboard.internal.web.NotFoundException;
import dev.dagrunr.dashboard.internal.web.Request;
import dev.dagrunr.dashboard.internal.web.Response;
import dev.dagrunr.engine.view.InstanceView;
import dev.dagrunr.engine.view.LogFilter;
import dev.dagrunr.engine.view.RunSummary;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The tries of a task instance and their logs. A try has more than one attempt where a node was lost, or where a sensor looked
 * more than once.
 */
record AttemptResource(Operations operations, Instances instances) {
    private static final int LINES = 1_000;
    private static final Set<TaskState> UNDER_WAY =
            EnumSet.of(TaskState.QUEUED, TaskState.RUNNING, TaskState.RESTARTING);

    Response tries(Request request) {
        var run = instances.run(request);
        var tries = tries(run, instances.ofPath(run, request));
        return Json.answer(200, new Shapes.TaskInstanceTries(tries, tries.size()));
    }

    /** The last attempt of the try. */
    Response oneTry(Request request) {
        var run = instances.run(request);
        var instance = instances.ofPath(run, request);
        int number = number(request);
        var attempts = tries(run, instance).stream()
                .filter(attempt -> attempt.tryNumber() == number)
                .toList();
        if (attempts.isEmpty()) {
            throw noTry(instance, number);
        }
        return Json.answer(200, attempts.get(attempts.size() - 1));
    }

    /** Those that have ended, and the one under way. */
    private List<TaskInstanceTry> tries(RunSummary run, InstanceView instance) {
        var tries = new ArrayList<TaskInstanceTry>();
        operations.view().tries(instance.key()).forEach(ended -> tries.add(TaskInstanceTry.of(run, instance, ended)));
        if (UNDER_WAY.contains(instance.state())
                && tries.stream().noneMatch(attempt -> attempt.attempt() == instance.epoch())) {
            tries.add(TaskInstanceTry.underWay(run, instance));
        }
        return tries;
    }

    private static int number(Request request) {
        var text = request.at("try_number");
        if (!text.matches("\\d{1,9}")) {
            throw new NotFoundException("'" + text + "' is no number of a try; the first is 1.");
        }
        return Integer.parseInt(text);
    }

    private static NotFoundException noTry(InstanceView instance, int number) {
        return new NotFoundException("Instance " + instance.mapIndex() + " of task '" + instance.taskId()
                + "' has no try " + number + "; its last is " + instance.tryNumber() + ".");
    }

    /** Of all attempts. */
    Response log(Request request) {
        return log(instances.ofQuery(instances.run(request), request), LogFilter.all(), request);
    }

    Response logOfTry(Request request) {
        var run = instances.run(request);
        var instance = instances.ofQuery(run, request);
        int number = number(request);
        var attempts = new ArrayList<Integer>();
        tries(run, instance).stream()
                .filter(attempt -> attempt.tryNumber() == number)
                .forEach(attempt -> attempts.add(attempt.attempt()));
        if (attempts.isEmpty()) {
            throw noTry(instance, number);
        }
        return log(instance, LogFilter.all().ofAttempts(attempts), request);
    }

    /** The token of an answer asks for what was said since. */
    private Response log(InstanceView instance, LogFilter filter, Request request) {
        var given = request.query("token");
        var after = given.map(AttemptResource::position).orElse(LogFilter.Position.START);
        var lines = operations.view().log(instance.key(), filter.startingAfter(after), LINES);
        var token = lines.isEmpty()
                ? given.orElse(null)
                : lines.get(lines.size() - 1).epoch() + "."
                        + lines.get(lines.size() - 1).line();
        return Json.answer(
                200, new Shapes.Log(lines.stream().map(Shapes.Line::of).toList(), token));
    }

    private static LogFilter.Position position(String token) {
        var parts = token.split("\\.");
        return new LogFilter.Position(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
    }

    /** Why it does not run now; nothing when it runs or has ended. */
    Response dependencies(Request request) {
        var run = instances.run(request);
        var instance = instances.ofPath(run, request);
        var reasons = instance.state().finished() || instance.state() == TaskState.RUNNING
                ? List.<String>of()
                : operations
                        .dagrunr()
                        .run(run.dagId(), run.runId())
                        .whyNotRunning(instance.taskId(), instance.mapIndex());
        return Json.answer(
                200,
                new Shapes.Dependencies(
                        reasons.stream().map(Shapes.Dependency::of).toList()));
    }
}
