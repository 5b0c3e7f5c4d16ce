package dev.dagrunr.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dagrunr.dag.Attempt;
import dev.dagrunr.dag.Run;
import dev.dagrunr.dag.RunState;
import dev.dagrunr.dag.RunType;
import dev.dagrunr.dag.TaskState;
import dev.dagrunr.engine.DagRunrException;
import dev.dagrunr.engine.EngineObserver.AttemptEnd;
import dev.dagrunr.engine.ErrorCode;
import dev.dagrunr.engine.Load;
import dev.dagrunr.engine.RunInfo;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DagrunrMetricsTest {
    private static final Attempt ATTEMPT = new Attempt("shop", "manual__1", "transfer", 3, "orders", 1, 1);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final DagrunrMetrics metrics = new DagrunrMetrics();

    @BeforeEach
    void bind() {
        metrics.bindTo(registry);
    }

    @Test
    void timesHandOffsAndAttemptsByDagTaskAndState() {
        metrics.attemptStarted(ATTEMPT, Duration.ofMillis(7));
        metrics.attemptEnded(new AttemptEnd(ATTEMPT, TaskState.FAILED, Duration.ofMillis(20), Optional.empty()));
        metrics.attemptEnded(new AttemptEnd(ATTEMPT, TaskState.SUCCESS, Duration.ofMillis(30), Optional.of("7")));

        var handOff = registry.get(DagrunrMetrics.HANDOFF).tags("dag", "shop", "task", "transfer");
        assertThat(handOff.timer().totalTime(TimeUnit.MILLISECONDS)).isEqualTo(7);
        var succeeded = registry.get(DagrunrMetrics.ATTEMPTS).tags("task", "transfer", "state", "success");
        assertThat(succeeded.timer().totalTime(TimeUnit.MILLISECONDS)).isEqualTo(30);
        assertThat(registry.get(DagrunrMetrics.ATTEMPTS).timers()).hasSize(2);
        assertThat(registry.find(DagrunrMetrics.ROWS).counters()).isEmpty();
    }

    @Test
    void countsWhatATaskSaysItMoved() {
        var value = "{\"source_table\":\"public.orders\",\"more\":{\"rows\":5},\"rows\":120,\"bytes\":4096}";
        metrics.attemptEnded(new AttemptEnd(ATTEMPT, TaskState.SUCCESS, Duration.ZERO, Optional.of(value)));
        metrics.attemptEnded(new AttemptEnd(ATTEMPT, TaskState.SUCCESS, Duration.ZERO, Optional.of(value)));

        assertThat(registry.get(DagrunrMetrics.ROWS)
                        .tag("task", "transfer")
                        .counter()
                        .count())
                .isEqualTo(240);
        assertThat(registry.get(DagrunrMetrics.BYTES)
                        .tag("dag", "shop")
                        .counter()
                        .count())
                .isEqualTo(8192);
    }

    @Test
    void timesRunsByTheirEnd() {
        var start = Instant.parse("2026-11-22T10:00:00Z");
        var run = new Run("shop", "manual__1", RunType.MANUAL, Optional.empty(), Optional.empty());
        metrics.runEnded(new RunInfo(
                1, run, RunState.FAILED, "{}", "", start, Optional.of(start), Optional.of(start.plusSeconds(9))));

        var failed = registry.get(DagrunrMetrics.RUNS).tags("dag", "shop", "state", "failed");
        assertThat(failed.timer().totalTime(TimeUnit.SECONDS)).isEqualTo(9);
    }

    @Test
    void readsTheLoadOnceForAllGaugesOfALook() {
        var asked = new AtomicInteger();
        var load = new RecentLoad();
        assertThat(load.get(Load::queued)).isNaN();

        load.ask(() -> {
            asked.incrementAndGet();
            return new Load(1, 2, 3, 4, 5);
        });

        assertThat(load.get(Load::queued)).isEqualTo(2);
        assertThat(load.get(Load::runningRuns)).isEqualTo(5);
        assertThat(asked).hasValue(1);
    }

    @Test
    void hasNoValueWhileTheDatabaseDoesNotAnswer() {
        var load = new RecentLoad();
        load.ask(() -> {
            throw new DagRunrException(ErrorCode.DATABASE, "The connection was refused");
        });

        assertThat(load.get(Load::queued)).isNaN();
    }

    @Test
    void hasGaugesForWhatHasNotEnded() {
        assertThat(registry.get(DagrunrMetrics.INSTANCES).gauges())
                .extracting(gauge -> gauge.getId().getTag("state"))
                .containsExactlyInAnyOrder("scheduled", "queued", "running");
        assertThat(registry.get(DagrunrMetrics.ACTIVE_RUNS).gauges()).hasSize(2);
    }
}
