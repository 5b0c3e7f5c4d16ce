package dev.dagrunr.engine.internal.run;

import dev.dagrunr.engine.CleanOptions;
import dev.dagrunr.engine.Cleaned;
import dev.dagrunr.engine.DagRunrException;
import dev.dagrunr.engine.Retention;
import dev.dagrunr.engine.internal.job.JobQueue;
import dev.dagrunr.engine.internal.store.Database;
import dev.dagrunr.engine.internal.store.ExpiredRuns;
import dev.dagrunr.engine.internal.store.RunParts;
import dev.dagrunr.engine.internal.store.RunParts.Part;
import dev.dagrunr.engine.internal.store.SweepLock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes what is over, in transactions of few rows: by the retention once a minute on one node at a time, or at somebody's
 * word. Thread-safe.
 */
public final class Cleaning {
    private static final Logger log = LoggerFactory.getLogger(Cleaning.class);

    private static final Duration PAUSE = Duration.ofMinutes(1);
    /** As long as this node sweeps nothing else. */
    private static final Duration ROUND = Duration.ofMillis(250);

    private static final int RUNS = 50;
    private static final int ROWS = 2_000;
    /** For the button in JobRunr's dashboard that runs a task again. */
    private static final Duration KEEP_FAILED_JOBS = Duration.ofDays(7);

    private static final Duration KEEP_BACKFILLS = Duration.ofDays(1);

    private final Database database;
    private final JobQueue queue;
    private final Retention retention;
    private final InstantSource clock;
    private Instant next;

    Cleaning(Database database, JobQueue queue, Retention retention, InstantSource clock) {
        this.database = database;
        this.queue = queue;
        this.retention = retention;
        this.clock = clock;
        this.next = clock.instant();
    }

    /** To be called every second; looks once a minute, and goes on in the next second where more is left. */
    synchronized void round() {
        var now = clock.instant();
        if (now.isBefore(next)) {
            return;
        }
        try {
            boolean all = database.inTransaction(connection -> SweepLock.tryTake(connection) && clean(now));
            next = all ? now.plus(PAUSE) : now;
        } catch (DagRunrException e) {
            log.warn("Old runs could not be deleted, which is tried again: {}", e.getMessage());
            next = now.plus(PAUSE);
        }
    }

    /** @return whether nothing is left */
    private boolean clean(Instant now) {
        var until = clock.instant().plus(ROUND);
        database.useTransaction(connection -> {
            queue.removeFailed(connection, now.minus(KEEP_FAILED_JOBS), ROWS);
            if (retention.runs().isPresent()) {
                ExpiredRuns.expireOld(
                        connection, Optional.empty(), now.minus(retention.runs().get()), RUNS);
            }
            if (retention.runsPerDag().isPresent()) {
                ExpiredRuns.expireSurplus(connection, retention.runsPerDag().get(), RUNS);
            }
            ExpiredRuns.forgetBackfills(connection, now.minus(KEEP_BACKFILLS));
        });
        if (!deleteExpired(until)) {
            return false;
        }
        for (var part : ages().entrySet()) {
            var before = now.minus(part.getValue());
            while (deletePiece(part.getKey(), Optional.empty(), before) >= 0) {
                if (clock.instant().isAfter(until)) {
                    return false;
                }
            }
        }
        return true;
    }

    private Map<Part, Duration> ages() {
        var ages = new EnumMap<Part, Duration>(Part.class);
        retention.logs().ifPresent(age -> ages.put(Part.LOGS, age));
        retention.values().ifPresent(age -> ages.put(Part.VALUES, age));
        retention.attempts().ifPresent(age -> ages.put(Part.ATTEMPTS, age));
        return ages;
    }

    /** @return whether none is left */
    private boolean deleteExpired(Instant until) {
        while (expiredPiece()) {
            if (clock.instant().isAfter(until)) {
                return false;
            }
        }
        return true;
    }

    /** @return whether there was something to delete */
    private boolean expiredPiece() {
        return database.inTransaction(connection -> {
            var run = ExpiredRuns.next(connection);
            if (run.isPresent()) {
                ExpiredRuns.deletePiece(connection, run.get(), ROWS);
            }
            return run.isPresent();
        });
    }

    /** @return how many rows were deleted; less than zero when no run has such rows any more */
    private int deletePiece(Part part, Optional<String> dagId, Instant before) {
        return database.inTransaction(connection -> {
            var run = RunParts.next(connection, part, dagId, before);
            return run.isPresent() ? RunParts.deletePiece(connection, part, run.get(), ROWS) : -1;
        });
    }

    /**
     * Deletes one run, and returns when it is gone.
     *
     * @return false, and nothing is changed, when the run has not ended or is needed still
     */
    public boolean delete(long run) {
        if (!database.inTransaction(connection -> ExpiredRuns.expire(connection, run))) {
            return false;
        }
        awaitGone(run);
        return true;
    }

    /** Deletes an expired run, or waits for who does. */
    private void awaitGone(long run) {
        boolean gone;
        do {
            gone = database.inTransaction(
                    connection -> !ExpiredRuns.lock(connection, run) || ExpiredRuns.deletePiece(connection, run, ROWS));
        } while (!gone);
    }

    /** How much {@link #clean(CleanOptions)} would delete. */
    public Cleaned preview(CleanOptions options) {
        return database.inTransaction(connection -> {
            boolean whole = options.parts().contains(CleanOptions.Part.RUNS);
            var counts = new EnumMap<Part, Long>(Part.class);
            for (var part : Part.values()) {
                boolean chosen = options.parts().contains(CleanOptions.Part.valueOf(part.name()));
                counts.put(part, chosen ? RunParts.count(connection, part, options.dagId(), options.before()) : 0L);
            }
            long runs = whole ? ExpiredRuns.countOld(connection, options.dagId(), options.before()) : 0;
            return cleaned(runs, counts);
        });
    }

    /** Returns when all of it is done. */
    public Cleaned clean(CleanOptions options) {
        long runs = 0;
        if (options.parts().contains(CleanOptions.Part.RUNS)) {
            int more;
            do {
                more = database.inTransaction(
                        connection -> ExpiredRuns.expireOld(connection, options.dagId(), options.before(), RUNS));
                runs += more;
                // not only those that are free: a node's own round may be deleting one of them
                database.inTransaction(ExpiredRuns::all).forEach(this::awaitGone);
            } while (more > 0);
        }
        var counts = new EnumMap<Part, Long>(Part.class);
        for (var part : Part.values()) {
            counts.put(part, 0L);
            if (options.parts().contains(CleanOptions.Part.valueOf(part.name()))) {
                for (int rows = 0; rows >= 0; rows = deletePiece(part, options.dagId(), options.before())) {
                    counts.merge(part, (long) rows, Long::sum);
                }
            }
        }
        return cleaned(runs, counts);
    }

    private static Cleaned cleaned(long runs, Map<Part, Long> counts) {
        return new Cleaned(
                runs,
                counts.getOrDefault(Part.LOGS, 0L),
                counts.getOrDefault(Part.VALUES, 0L),
                counts.getOrDefault(Part.ATTEMPTS, 0L));
    }
}
