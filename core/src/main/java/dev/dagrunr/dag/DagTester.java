package dev.dagrunr.dag;

import static java.util.Objects.requireNonNull;

import dev.dagrunr.dag.internal.model.Task;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Runs a DAG in the calling thread, without a database, for a unit test. What may run when is decided by the code that
 * decides it in production.
 *
 * <pre>{@code
 * var run = DagTester.of(dag).fail("transfer_table", 2, "disk full").run(new Conf("public"));
 * assertThat(run.state("transfer_table", 2)).isEqualTo(TaskState.FAILED);
 * assertThat(run.transcript()).contains("collect_all_results running try 1");
 * }</pre>
 *
 * <p>What differs from an engine: one task instance runs at a time, so {@code maxActiveTasks} says nothing. Values are handed
 * on as they are, without the way through JSON. Retry delays cost no time, the clock is stepped over them. An execution
 * timeout does not interrupt a body; the attempt fails when the body itself stepped the {@link #clock} too far. Nothing is
 * ever cancelled. An {@link Error} that a body throws, such as a failed assertion, ends the test.
 *
 * <p>Confined to one thread; each {@code run(..)} starts afresh.
 *
 * @param <P> the parameters of the DAG
 */
public final class DagTester<P extends Record> {
    private final Dag<P> dag;
    private final ForcedEndings forced = new ForcedEndings();
    private final Map<String, DagTester<?>> others = new LinkedHashMap<>();
    private SteppedClock clock = new SteppedClock();
    private Optional<DataInterval> interval = Optional.empty();

    private DagTester(Dag<P> dag) {
        this.dag = dag;
    }

    public static <P extends Record> DagTester<P> of(Dag<P> dag) {
        return new DagTester<>(requireNonNull(dag, "dag is null"));
    }

    /** The time of the run, for bodies that are to see or to step it. */
    public DagTester<P> clock(SteppedClock source) {
        clock = source;
        return this;
    }

    /** Makes the run a scheduled one of this data interval, whose start is the logical date; else it has neither. */
    public DagTester<P> dataInterval(DataInterval span) {
        interval = Optional.of(span);
        return this;
    }

    /** Every try of every instance of the task fails; its body does not run. */
    public DagTester<P> fail(String taskId, String reason) {
        forced.fail(task(taskId), ForcedEndings.EVERY_INDEX, ForcedEndings.EVERY_TRY, reason);
        return this;
    }

    /** Every try of one mapped instance fails; its body does not run. */
    public DagTester<P> fail(String taskId, int mapIndex, String reason) {
        forced.fail(mappedTask(taskId, mapIndex), mapIndex, ForcedEndings.EVERY_TRY, reason);
        return this;
    }

    /** The first {@code times} tries of each instance of the task fail; the next run as if nothing had been forced. */
    public DagTester<P> failTimes(int times, String taskId, String reason) {
        forced.fail(task(taskId), ForcedEndings.EVERY_INDEX, times, reason);
        return this;
    }

    /** The first {@code times} tries of one mapped instance fail; the next run as if nothing had been forced. */
    public DagTester<P> failTimes(int times, String taskId, int mapIndex, String reason) {
        forced.fail(mappedTask(taskId, mapIndex), mapIndex, times, reason);
        return this;
    }

    /** Every instance of the task skips itself; its body does not run. */
    public DagTester<P> skip(String taskId) {
        forced.skip(task(taskId), ForcedEndings.EVERY_INDEX);
        return this;
    }

    /** One mapped instance skips itself; its body does not run. */
    public DagTester<P> skip(String taskId, int mapIndex) {
        forced.skip(mappedTask(taskId, mapIndex), mapIndex);
        return this;
    }

    /** Every instance of the task returns {@code value}; its body does not run. */
    public DagTester<P> returning(String taskId, @Nullable Object value) {
        forced.returning(task(taskId), ForcedEndings.EVERY_INDEX, value);
        return this;
    }

    /** One mapped instance returns {@code value}; its body does not run. */
    public DagTester<P> returning(String taskId, int mapIndex, @Nullable Object value) {
        forced.returning(mappedTask(taskId, mapIndex), mapIndex, value);
        return this;
    }

    /** What {@code other} forces holds for its DAG wherever a task {@code triggers(..)} it. Its clock does not matter. */
    public DagTester<P> with(DagTester<?> other) {
        others.put(other.dag.id(), other);
        return this;
    }

    /** Runs the DAG to its end with its default parameters. */
    public TestedRun run() {
        return run(defaultsOf(dag));
    }

    /** Runs the DAG to its end. */
    public TestedRun run(P params) {
        var type = interval.isPresent() ? RunType.SCHEDULED : RunType.MANUAL;
        var identity = new Run(dag.id(), "test__" + clock.instant(), type, interval.map(DataInterval::start), interval);
        return run(params, identity, clock, others);
    }

    /**
     * Runs one task and all tasks before it, however far; every other task is skipped, teardowns included.
     *
     * @throws IllegalArgumentException when the DAG has no such task
     */
    public TestedRun runUpTo(String taskId, P params) {
        var needed = new HashSet<String>();
        var open = new ArrayDeque<>(List.of(task(taskId).id()));
        while (!open.isEmpty()) {
            var next = open.remove();
            if (needed.add(next)) {
                open.addAll(dag.graph().task(next).upstream());
            }
        }
        var tester = of(dag).clock(clock);
        tester.others.putAll(others);
        tester.forced.addAll(forced);
        dag.taskIds().stream().filter(id -> !needed.contains(id)).forEach(tester::skip);
        return tester.run(params);
    }

    /** Runs {@code other} as the sub-run of a task of this DAG. */
    TestedRun runOther(Dag<?> other, @Nullable Object conf, String runId, SteppedClock time) {
        var tester = others.getOrDefault(other.id(), of(other));
        return tester.run(
                conf == null ? defaultsOf(other) : (Record) conf,
                Run.of(other.id(), runId, RunType.TRIGGERED),
                time,
                others);
    }

    private TestedRun run(Record params, Run identity, SteppedClock time, Map<String, DagTester<?>> inherited) {
        var tester = new DagTester<>(dag);
        tester.others.putAll(inherited);
        tester.others.putAll(others);
        return new InProcessRun(dag, params, identity, forced, time, tester::runOther).toEnd();
    }

    private static <Q extends Record> Q defaultsOf(Dag<Q> dag) {
        return dag.defaults()
                .orElseThrow(() -> new IllegalArgumentException(
                        "DAG '" + dag.id() + "' has no default parameters; give some to run(..)"));
    }

    private Task task(String taskId) {
        return dag.graph().task(taskId);
    }

    private Task mappedTask(String taskId, int mapIndex) {
        var task = task(taskId);
        boolean expanded = dag.graph().depth(taskId) > 0;
        if (!expanded || mapIndex < 0) {
            throw new IllegalArgumentException("Task '" + taskId + "' has no map index " + mapIndex
                    + (expanded ? "; the first is 0" : ": it is not expanded"));
        }
        return task;
    }
}
