package dev.dagrunr.micrometer;

import dev.dagrunr.dag.Attempt;
import dev.dagrunr.engine.DagRunr;
import dev.dagrunr.engine.EngineObserver;
import dev.dagrunr.engine.Load;
import dev.dagrunr.engine.RunInfo;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToLongFunction;

/**
 * Counts what one engine does. Give it to the engine as its observer, bind it to a registry, and let it watch the engine once
 * that has started:
 *
 * <pre>{@code
 * var metrics = new DagrunrMetrics();
 * metrics.bindTo(registry);
 * var dagrunr = DagRunr.configure().dataSource(dataSource).dags(dag).observer(metrics).start();
 * metrics.watch(dagrunr);
 * }</pre>
 *
 * <p>Timers and counters are of this node, and add up over nodes; gauges are of the whole metadata database, each node says the
 * same. No metric has a tag for runs or map indexes, so their number does not grow. Thread-safe.
 */
public final class DagrunrMetrics implements EngineObserver, MeterBinder {
    /** From being queued to the beginning of the body; tags {@code dag}, {@code task}. */
    public static final String HANDOFF = "dagrunr.task.handoff";
    /** Attempts, from their claim to their stored end; tags {@code dag}, {@code task}, {@code state}. */
    public static final String ATTEMPTS = "dagrunr.task.attempts";
    /** Runs that ended, from start to end; tags {@code dag}, {@code state}. */
    public static final String RUNS = "dagrunr.runs";
    /** Rows that tasks say they moved, when they succeed; tags {@code dag}, {@code task}. */
    public static final String ROWS = "dagrunr.rows";
    /** Bytes that tasks say they moved, when they succeed; tags {@code dag}, {@code task}. */
    public static final String BYTES = "dagrunr.bytes";
    /** Task instances that have not ended; tag {@code state}: {@code scheduled}, {@code queued}, {@code running}. */
    public static final String INSTANCES = "dagrunr.task.instances";
    /** Runs that have not ended; tag {@code state}: {@code queued}, {@code running}. */
    public static final String ACTIVE_RUNS = "dagrunr.runs.active";

    // one for all states of a name, as Prometheus has it
    private static final String INSTANCES_HELP =
            "Task instances of all nodes together: scheduled ones wait for slots, queued ones for a worker";

    private static final String ACTIVE_RUNS_HELP = "Runs of all nodes together that have not ended";

    private final List<MeterRegistry> registries = new CopyOnWriteArrayList<>();
    private final RecentLoad load = new RecentLoad();

    /** Registers the meters; may be called for several registries. What happened before is not counted. */
    @Override
    public void bindTo(MeterRegistry registry) {
        registries.add(registry);
        gauge(registry, INSTANCES, "scheduled", Load::scheduled, INSTANCES_HELP);
        gauge(registry, INSTANCES, "queued", Load::queued, INSTANCES_HELP);
        gauge(registry, INSTANCES, "running", Load::running, INSTANCES_HELP);
        gauge(registry, ACTIVE_RUNS, "queued", Load::queuedRuns, ACTIVE_RUNS_HELP);
        gauge(registry, ACTIVE_RUNS, "running", Load::runningRuns, ACTIVE_RUNS_HELP);
    }

    private void gauge(MeterRegistry registry, String name, String state, ToLongFunction<Load> count, String help) {
        Gauge.builder(name, load, recent -> recent.get(count))
                .tag("state", state)
                .description(help)
                .register(registry);
    }

    /** Has the gauges ask this engine; they are NaN before, and while its database does not answer. */
    public void watch(DagRunr dagrunr) {
        load.ask(dagrunr::load);
    }

    @Override
    public void attemptStarted(Attempt attempt, Duration waited) {
        registries.forEach(registry -> registry.timer(HANDOFF, tags(attempt)).record(waited));
    }

    @Override
    public void attemptEnded(AttemptEnd end) {
        var tags = tags(end.attempt());
        var volume = end.value().flatMap(Volume::of);
        for (var registry : registries) {
            Timer.builder(ATTEMPTS)
                    .tags(tags.and("state", end.state().wireName()))
                    .register(registry)
                    .record(end.took());
            volume.ifPresent(moved -> {
                registry.counter(ROWS, tags).increment(moved.rows());
                registry.counter(BYTES, tags).increment(moved.bytes());
            });
        }
    }

    @Override
    public void runEnded(RunInfo run) {
        var took = run.startedAt()
                .flatMap(start -> run.endedAt().map(end -> Duration.between(start, end)))
                .orElse(Duration.ZERO);
        registries.forEach(registry -> registry.timer(
                        RUNS, "dag", run.dagId(), "state", run.state().wireName())
                .record(took));
    }

    private static Tags tags(Attempt attempt) {
        return Tags.of("dag", attempt.dagId(), "task", attempt.taskId());
    }
}
