package dev.dagrunr.dag;

import static java.util.Objects.requireNonNull;

import dev.dagrunr.dag.internal.decision.Cell;
import dev.dagrunr.dag.internal.decision.Event;
import dev.dagrunr.dag.internal.decision.LeftOut;
import dev.dagrunr.dag.internal.decision.Progression;
import dev.dagrunr.dag.internal.decision.Returned;
import dev.dagrunr.dag.internal.decision.RunProgress;
import dev.dagrunr.dag.internal.decision.TaskProgress;
import dev.dagrunr.dag.internal.decision.Transition;
import dev.dagrunr.dag.internal.model.Callbacks;
import dev.dagrunr.dag.internal.model.Graph;
import dev.dagrunr.dag.internal.model.Task;
import dev.dagrunr.dag.internal.model.Work;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** One run of a DAG in memory: carries out what {@link Progression} decides, one task instance after the other. */
final class InProcessRun {
    /** What a sensor that found nothing stands for. */
    private static final Object NOT_YET = new Object();

    private final Dag<?> dag;
    private final Graph graph;
    private final Record params;
    private final Run identity;
    private final ForcedEndings forced;
    private final SteppedClock clock;
    private final SubRuns subRuns;
    private final InProcessValues values;
    private final InProcessCalling calling;
    private final Instant startedAt;
    private final Map<Cell, TaskProgress> progress = new LinkedHashMap<>();
    private final Transcript transcript = new Transcript();
    private final List<TestedRun> children = new ArrayList<>();
    private final PriorityQueue<Turn> turns = new PriorityQueue<>();
    private final Deque<TestedInstance> stopped = new ArrayDeque<>();
    private RunProgress run;
    private RunState state = RunState.RUNNING;
    private int sequence;

    /** Runs another DAG to its end; a conf of null stands for its default parameters. */
    interface SubRuns {
        TestedRun run(Dag<?> other, @Nullable Object conf, String runId, SteppedClock clock);
    }

    /** Who runs next: who is due first; of those the one with the largest weight; of those the first that was scheduled. */
    private record Turn(Instant due, int priorityWeight, int sequence, TestedInstance instance)
            implements Comparable<Turn> {
        private static final Comparator<Turn> ORDER = Comparator.comparing(Turn::due)
                .thenComparing(Turn::priorityWeight, Comparator.reverseOrder())
                .thenComparing(Turn::sequence);

        @Override
        public int compareTo(Turn other) {
            return ORDER.compare(this, other);
        }
    }

    /** How an attempt ended, before retries are thought of. */
    private record Ending(TaskState state, @Nullable Object value, String reason, boolean mayRetry) {}

    InProcessRun(Dag<?> dag, Record params, Run identity, ForcedEndings forced, SteppedClock clock, SubRuns subRuns) {
        this.dag = dag;
        this.graph = dag.graph();
        this.params = params;
        this.identity = identity;
        this.forced = forced;
        this.clock = clock;
        this.subRuns = subRuns;
        this.values = new InProcessValues(graph);
        this.calling = new InProcessCalling(dag, transcript);
        this.startedAt = clock.instant();
        this.run = RunProgress.initial(graph);
        graph.tasks().forEach(task -> progress.put(Cell.whole(task.id()), TaskProgress.initial(graph, task)));
    }

    TestedRun toEnd() {
        decide(new Event.Started());
        while (!turns.isEmpty()) {
            var turn = turns.remove();
            clock.advanceTo(turn.due());
            attempt(graph.task(turn.instance().taskId), turn.instance());
        }
        return new TestedRun(
                identity.runId(), state, Duration.between(startedAt, clock.instant()), values, transcript, children);
    }

    private void decide(Event event) {
        var decision = Progression.decide(graph, run, this::progressOf, event);
        run = decision.run();
        progress.putAll(decision.changed());
        decision.transitions().forEach(this::carryOut);
        while (!stopped.isEmpty()) {
            var instance = stopped.remove();
            decide(new Event.Stopped(instance.taskId, instance.mapIndex, instance.state));
        }
    }

    private TaskProgress progressOf(Cell cell) {
        return requireNonNull(progress.get(cell), cell::toString);
    }

    private void carryOut(Transition transition) {
        if (transition instanceof Transition.Expand expand) {
            values.expand(expand.taskId(), expand.path(), expand.width());
            var where = expand.path().size() == 0 ? "" : "[" + expand.path() + "]";
            transcript.add(expand.taskId() + where + " expanded to " + expand.width());
        } else if (transition instanceof Transition.Schedule schedule) {
            values.waiting(schedule.taskId(), schedule.instances()).forEach(this::schedule);
        } else if (transition instanceof Transition.Settle settle) {
            values.waiting(settle.taskId(), settle.instances()).forEach(instance -> settle(instance, settle));
        } else if (transition instanceof Transition.Stop stop) {
            values.of(stop.taskId()).stream()
                    .filter(instance -> !instance.state.finished() && instance.state != TaskState.NONE)
                    .forEach(instance -> stop(instance, stop.reason()));
        } else if (transition instanceof Transition.EndRun end) {
            state = end.state();
            transcript.add(dag.id() + " " + state.wireName() + because(end.reason()));
            calling.ended(new EndedRun<>(identity, params, state, end.reason()));
        }
    }

    private void schedule(TestedInstance instance) {
        instance.state = TaskState.SCHEDULED;
        enqueue(instance, clock.instant());
    }

    private void enqueue(TestedInstance instance, Instant due) {
        int weight = graph.task(instance.taskId).options().priorityWeight();
        turns.add(new Turn(due, weight, sequence++, instance));
    }

    private void settle(TestedInstance instance, Transition.Settle end) {
        instance.state = end.state();
        instance.tries += end.state() == TaskState.SUCCESS ? 1 : 0;
        instance.reason = end.state() == TaskState.UPSTREAM_FAILED ? "A task before it failed" : end.reason();
        transcript.add(instance.name() + " " + end.state().wireName() + because(end.reason()));
    }

    /** Nothing runs while something else ends here: what is stopped still waits for its turn. */
    private void stop(TestedInstance instance, String reason) {
        turns.removeIf(turn -> turn.instance() == instance);
        instance.state = instance.state == TaskState.RUNNING ? TaskState.FAILED : TaskState.SKIPPED;
        instance.reason = reason;
        transcript.add(instance.name() + " " + instance.state.wireName() + because(reason));
        stopped.add(instance);
    }

    private void attempt(Task task, TestedInstance instance) {
        if (instance.looks == 0) {
            instance.tries++;
            transcript.add(instance.name() + " running try " + instance.tries);
        }
        instance.state = TaskState.RUNNING;
        var ending = run(task, instance);
        if (!ending.state().finished()) {
            instance.state = ending.state();
            return;
        }
        instance.looks = 0;
        var retries = task.options().retries();
        if (ending.mayRetry() && instance.tries <= retries.retries()) {
            var wait = retries.waitAfter(instance.tries, instance.name().hashCode());
            instance.state = TaskState.UP_FOR_RETRY;
            transcript.add(instance.name() + " up_for_retry in " + wait + because(ending.reason()));
            enqueue(instance, clock.instant().plus(wait));
            calling.tell(task, Callbacks.Moment.RETRY, context(task, instance), ending.reason());
        } else {
            instance.state = ending.state();
            instance.value = ending.value();
            instance.reason = ending.reason();
            transcript.add(instance.name() + " " + instance.state.wireName() + because(ending.reason()));
            Callbacks.Moment.of(instance.state)
                    .ifPresent(moment -> calling.tell(task, moment, context(task, instance), ending.reason()));
            var leftOut =
                    instance.state == TaskState.SUCCESS ? LeftOut.by(graph, task, instance.value) : List.<String>of();
            decide(new Event.Ended(task.id(), instance.mapIndex, instance.state, Returned.of(instance.value), leftOut));
        }
    }

    /** Looks again later, or has waited too long. */
    private Ending notYet(Sensing how, Task task, TestedInstance instance, Instant began) {
        if (instance.waitsSince == null || (instance.looks == 0 && how.mode() == Sensing.Mode.POKE)) {
            instance.waitsSince = began;
        }
        instance.looks++;
        var waited = Duration.between(instance.waitsSince, clock.instant());
        if (how.timedOut(waited)) {
            var reason = "It waited " + waited + ", but may wait " + how.timeout() + " at most";
            return how.softFail() ? new Ending(TaskState.SKIPPED, null, reason, false) : failed(reason, false);
        }
        var limit = task.options().executionTimeout();
        if (how.overran(waited, limit)) {
            var reason = tooLong(waited, limit.orElseThrow());
            return how.softFail() ? new Ending(TaskState.SKIPPED, null, reason, false) : failed(reason, true);
        }
        var wait =
                how.cutOff(how.waitAfter(instance.looks, waited, instance.name().hashCode()), waited, limit);
        boolean keepsSlots = how.mode() == Sensing.Mode.POKE;
        transcript.add(instance.name() + (keepsSlots ? " running, looks again in " : " up_for_reschedule in ") + wait);
        enqueue(instance, clock.instant().plus(wait));
        return new Ending(keepsSlots ? TaskState.RUNNING : TaskState.UP_FOR_RESCHEDULE, null, "", false);
    }

    private Ending run(Task task, TestedInstance instance) {
        var attempt = attemptOf(task, instance);
        calling.tell(task, Callbacks.Moment.EXECUTE, context(instance, attempt), "");
        var began = clock.instant();
        Ending ending;
        try {
            var value = work(task, instance, attempt);
            ending = value == NOT_YET && task.work() instanceof Work.Sensor sensor
                    ? notYet(sensor.how(), task, instance, began)
                    : new Ending(TaskState.SUCCESS, value, "", false);
        } catch (TaskSkippedException e) {
            ending = new Ending(TaskState.SKIPPED, null, String.valueOf(e.getMessage()), false);
        } catch (TaskFailedException e) {
            var reason = String.valueOf(e.getMessage());
            ending = task.work() instanceof Work.Sensor sensor && sensor.how().softFail()
                    ? new Ending(TaskState.SKIPPED, null, reason, false)
                    : failed(reason, false);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            ending = failed("It was interrupted", true);
        } catch (Exception e) {
            ending = failed(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage(), true);
        }
        var took = Duration.between(began, clock.instant());
        var limit = task.options().executionTimeout();
        return limit.isPresent() && took.compareTo(limit.get()) > 0 ? failed(tooLong(took, limit.get()), true) : ending;
    }

    private static String tooLong(Duration took, Duration limit) {
        return "It took " + took + ", but may take " + limit + " at most";
    }

    private InProcessContext context(Task task, TestedInstance instance) {
        return context(instance, attemptOf(task, instance));
    }

    private InProcessContext context(TestedInstance instance, Attempt attempt) {
        return new InProcessContext(params, identity, startedAt, attempt, line -> transcript.log(instance, line));
    }

    private Attempt attemptOf(Task task, TestedInstance instance) {
        return new Attempt(
                dag.id(),
                identity.runId(),
                task.id(),
                instance.mapIndex,
                instance.label,
                instance.tries,
                instance.tries);
    }

    private static Ending failed(String reason, boolean mayRetry) {
        return new Ending(TaskState.FAILED, null, reason, mayRetry);
    }

    private @Nullable Object work(Task task, TestedInstance instance, Attempt attempt) throws Exception {
        var context = context(instance, attempt);
        var inputs = values.inputs(task, instance);
        var replacement = forced.bodyOf(attempt);
        if (replacement.isPresent()) {
            return replacement.get().run(inputs, context);
        }
        if (task.work() instanceof Work.SubRun sub) {
            return subRun(sub.dag(), sub.conf().run(inputs, context), instance);
        }
        if (task.work() instanceof Work.Sensor sensor) {
            var found = (Optional<?>) sensor.body().run(inputs, context);
            return found == null || found.isEmpty() ? NOT_YET : found.get();
        }
        return ((Work.Code) task.work()).body().run(inputs, context);
    }

    private TriggeredRun subRun(Dag<?> other, @Nullable Object conf, TestedInstance instance) {
        var childId = identity.runId() + "__" + instance.name() + "__" + instance.tries;
        transcript.add(instance.name() + " up_for_reschedule until " + other.id() + " ends");
        var child = subRuns.run(other, conf, childId, clock);
        children.add(child);
        transcript.addIndented(child.transcript());
        if (child.state() == RunState.FAILED) {
            throw new IllegalStateException("Run '" + childId + "' of DAG '" + other.id() + "' failed");
        }
        return new TriggeredRun(other.id(), childId, child.state());
    }

    private static String because(String reason) {
        return reason.isEmpty() ? "" : ": " + reason;
    }
}
