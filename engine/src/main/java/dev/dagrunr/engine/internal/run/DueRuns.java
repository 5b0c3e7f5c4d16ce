package dev.dagrunr.engine.internal.run;

import dev.dagrunr.engine.internal.store.DagStore;
import dev.dagrunr.engine.internal.store.PastStore;
import dev.dagrunr.engine.internal.store.RunStore;
import dev.dagrunr.engine.internal.store.ScheduleStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What time brings to whole runs: scheduled ones are created, queued ones start, late ones fail. Found by the sweep; what is
 * due before the next but one gets a timer of its own, so that it is not late by the pause between sweeps. {@link #find} is confined to the sweep.
 */
final class DueRuns {
    static final Duration AHEAD = Duration.ofSeconds(3);
    private static final int ROUNDS_BETWEEN_LOOKS = 10;

    private final Consumer<String> admit;
    private final InstantSource clock;
    private final BiConsumer<Runnable, Duration> timer;
    private final Set<ScheduleStore.Due> timed = ConcurrentHashMap.newKeySet();
    private int rounds;

    /**
     * @param admit starts and creates runs of a DAG, and does not fail
     * @param timer runs something after a while, unless the node closes before
     */
    DueRuns(Consumer<String> admit, InstantSource clock, BiConsumer<Runnable, Duration> timer) {
        this.admit = admit;
        this.clock = clock;
        this.timer = timer;
    }

    /**
     * @param dags that may start or create runs
     * @param late runs that take longer than they may
     * @param holding runs that hold tasks for their past, now and then: whoever ends what they wait for looks at them
     */
    record Found(List<String> dags, List<Long> late, List<Long> holding) {}

    Found find(Connection connection) throws SQLException {
        var dags = Stream.concat(DagStore.withQueuedRuns(connection).stream(), scheduledNow(connection).stream());
        var holding = ++rounds % ROUNDS_BETWEEN_LOOKS == 0 ? PastStore.holding(connection) : List.<Long>of();
        return new Found(dags.distinct().toList(), RunStore.late(connection, clock.instant()), holding);
    }

    /** What there is where no run has been created that has not ended. */
    Found scheduled(Connection connection) throws SQLException {
        return new Found(scheduledNow(connection), List.of(), List.of());
    }

    private List<String> scheduledNow(Connection connection) throws SQLException {
        var now = clock.instant();
        var dags = new ArrayList<String>();
        for (var due : ScheduleStore.due(connection, now.plus(AHEAD))) {
            if (!due.at().isAfter(now)) {
                dags.add(due.dagId());
            } else if (timed.add(due)) {
                timer.accept(() -> onTime(due), delay(now, due.at()));
            }
        }
        return dags;
    }

    /** A timer counts whole milliseconds, and must not come before the time. */
    private static Duration delay(Instant now, Instant at) {
        return Duration.between(now, at).plusMillis(1);
    }

    private void onTime(ScheduleStore.Due due) {
        timed.remove(due);
        admit.accept(due.dagId());
    }
}
