package dev.dagrunr.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * As many random faults as {@code -Ddagrunr.faults} says, at random instants of as many whole migrations as that takes, at
 * most six in each. Every migration has to end with every row exactly once. {@code -Ddagrunr.seed} repeats the kinds of
 * faults and, as far as another machine's load allows, their instants. Minutes to hours: not part of a build;
 * {@code benchmarks/faults} runs it.
 */
@EnabledIfSystemProperty(named = "dagrunr.faults", matches = "[1-9][0-9]*")
class RandomFaultsIT {
    private static final int ROWS = 100_000;
    private static final int WORKERS = 2;
    private static final int FAULTS_OF_ONE = 6;
    private static final List<Fault> KINDS = List.of(Fault.values());

    @TempDir
    Path logs;

    private final long seed = Long.getLong("dagrunr.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final FaultReport report = new FaultReport();
    private final ArrayList<String> wrong = new ArrayList<>();
    private Arena arena;

    @BeforeEach
    void open() {
        arena = Arena.open(ROWS, logs);
    }

    @AfterEach
    void close() {
        arena.close();
    }

    @Test
    void everyMigrationEndsWithEveryRow() throws InterruptedException {
        int faults = Integer.getInteger("dagrunr.faults");
        System.out.println("Random faults with seed " + seed
                + (arena.disk().isPresent() ? "" : "; the disk is never full: that takes root on Linux"));
        for (int i = 0; i < WORKERS; i++) {
            arena.workers().start();
        }
        int migrations = 0;
        int cleared = 0;
        try (var site = arena.watch()) {
            while (report.faults() < faults) {
                migrations++;
                cleared += migrate(site, Math.min(FAULTS_OF_ONE, faults - report.faults())) > 0 ? 1 : 0;
            }
        }
        System.out.printf(
                "%d faults in %d migrations; %d of them failed with the true reason and succeeded when cleared%n%s",
                report.faults(), migrations, cleared, report.text());
        assertThat(wrong).as("seed " + seed).isEmpty();
    }

    /** @return how often it had to be cleared */
    private int migrate(Site site, int most) throws InterruptedException {
        var migration = new HurtMigration(arena, site, conf(), random);
        try {
            // the first faults come early, others late; each leaves time to go on
            while (migration.struck().size() < most && migration.goOn(Duration.ofMillis(200 + random.nextInt(4_000)))) {
                migration.strike(KINDS.get(random.nextInt(KINDS.size())));
                migration.freeTheDisk(Duration.ofSeconds(random.nextBoolean() ? 3 : 60));
            }
            long last = System.nanoTime();
            migration.end();
            System.out.printf(
                    "success after %s, %d clears, %.1f s after the last%n",
                    migration.struck().stream().map(FaultReport.Struck::fault).toList(),
                    migration.clears(),
                    (System.nanoTime() - last) / 1e9);
            arena.assertComplete();
            migration.assertNothingSucceededTwice();
        } catch (AssertionError e) {
            wrong.add(String.valueOf(e.getMessage()));
            System.out.println("WRONG " + e.getMessage());
            // the next one begins as if this one had never been
            arena.disk().ifPresent(SmallDisk::free);
            Sql.run(arena.target().database(), "drop schema if exists dagrunr_transfer cascade");
        }
        report.add(arena.metadata().database(), migration.run().runId(), migration.struck());
        return migration.clears();
    }

    private String conf() {
        return """
                {"chunk_size": %d, "drop_existing_tables": true, "partition_threshold": 10000, "max_partitions": 4,
                 "use_unlogged_tables": "%s", "partition_strategy": "%s", "validation_mode": "checksum"}
                """.formatted(
                        100 + random.nextInt(2_000),
                        random.nextBoolean() ? "auto" : "true",
                        random.nextBoolean() ? "tid" : "keyset");
    }
}
