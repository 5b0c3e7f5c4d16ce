package dev.dagrunr.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dagrunr.dag.RunState;
import dev.dagrunr.engine.DagRunrException;
import dev.dagrunr.engine.RunHandle;
import dev.dagrunr.testsupport.Database;
import dev.dagrunr.testsupport.PostgresServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * As many random faults as {@code -Ddagrunr.faults} says, one after the other, over as many migrations as that takes:
 * workers killed or stopped for longer than their lease, the target's or the metadata's server crashed and started
 * again, half of the migrations with UNLOGGED tables. {@code -Ddagrunr.seed} repeats a sequence. Minutes to hours:
 * not part of a build.
 */
@EnabledIfSystemProperty(named = "dagrunr.faults", matches = "[1-9][0-9]*")
class RandomFaultsIT {
    private static final int ROWS = 240_000;
    private static final int WORKERS = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(150);

    @TempDir
    Path logs;

    private final long seed = Long.getLong("dagrunr.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private PostgresServer sourceServer;
    private PostgresServer targetServer;
    private PostgresServer metadataServer;
    private Database source;
    private Database target;
    private Database metadata;
    private Workers workers;

    @BeforeEach
    void open() {
        sourceServer = PostgresServer.create();
        targetServer = PostgresServer.create();
        metadataServer = PostgresServer.create();
        source = sourceServer.maintenance();
        target = targetServer.maintenance();
        metadata = metadataServer.maintenance();
        CrashIT.createSource(source, ROWS);
        workers = new Workers(metadata, Site.environment(source, target), logs);
    }

    @AfterEach
    void close() {
        workers.close();
        metadataServer.close();
        targetServer.close();
        sourceServer.close();
    }

    private enum Fault {
        KILL,
        STOP_AND_CONTINUE,
        TARGET_CRASH,
        METADATA_CRASH
    }

    @Test
    void everyMigrationEndsWithEveryRow() throws InterruptedException {
        int faults = Integer.getInteger("dagrunr.faults");
        System.out.println("Random faults with -Ddagrunr.seed=" + seed);
        for (int i = 0; i < WORKERS; i++) {
            workers.start();
        }
        try (var site = Site.watch(metadata, Site.environment(source, target))) {
            for (int done = 0; done < faults; ) {
                done += migrateUnderFaults(site, faults - done);
            }
        }
        CrashIT.assertNothingSucceededTwice(metadata);
    }

    /** @return how many faults the migration saw, at least one */
    private int migrateUnderFaults(Site site, int most) throws InterruptedException {
        var run = site.trigger(("{\"chunk_size\": 30, \"drop_existing_tables\": true, \"partition_threshold\": 20000,"
                        + " \"use_unlogged_tables\": %s, \"partition_strategy\": \"%s\", \"validation_mode\": \"checksum\"}")
                .formatted(random.nextBoolean(), random.nextBoolean() ? "tid" : "keyset"));
        var seen = new ArrayList<Fault>();
        do {
            // the first faults come early, others late; each leaves time to go on
            if (awaitUnlessOutage(run, Duration.ofMillis(500 + random.nextInt(9_000)))
                    .finished()) {
                break;
            }
            var fault = Fault.values()[random.nextInt(Fault.values().length)];
            seen.add(fault);
            cause(fault);
        } while (seen.size() < Math.min(most, 6));
        long last = System.nanoTime();
        var state = awaitUnlessOutage(run, PATIENCE);
        System.out.printf(
                "%s after %s, %.1f s after the last%n", state.wireName(), seen, (System.nanoTime() - last) / 1e9);
        assertThat(state)
                .as(() -> "seed " + seed + " " + seen + "\n" + Site.text(run))
                .isEqualTo(RunState.SUCCESS);
        CrashIT.assertComplete(source, target);
        return Math.max(1, seen.size());
    }

    private void cause(Fault fault) throws InterruptedException {
        var names = workers.names().stream().sorted().toList();
        var worker = names.get(random.nextInt(names.size()));
        switch (fault) {
            case KILL -> {
                workers.kill(worker);
                workers.start();
            }
            case STOP_AND_CONTINUE -> {
                workers.pause(worker);
                Site.pass(Duration.ofMillis(1_000 + random.nextInt(9_000)));
                workers.resume(worker);
            }
            case TARGET_CRASH -> {
                targetServer.crash();
                targetServer.start();
            }
            case METADATA_CRASH -> {
                metadataServer.crash();
                metadataServer.start();
            }
        }
    }

    /** Waits, also while the metadata database is away. */
    private static RunState awaitUnlessOutage(RunHandle run, Duration time) throws InterruptedException {
        long deadline = System.nanoTime() + time.toNanos();
        while (true) {
            var left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
            try {
                return run.await(left);
            } catch (DagRunrException e) {
                if (left.isZero()) {
                    throw e;
                }
                Site.pass(Duration.ofMillis(200));
            }
        }
    }
}
