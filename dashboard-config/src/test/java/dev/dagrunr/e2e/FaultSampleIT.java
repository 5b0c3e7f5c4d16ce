package dev.dagrunr.e2e;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A few of the faults of {@link RandomFaultsIT}, one after the other in one migration. {@link CrashIT} kills workers. */
class FaultSampleIT {
    private static final String CONF = """
            {"chunk_size": 60, "partition_threshold": 10000, "max_partitions": 4, "validation_mode": "checksum"}
            """;

    @TempDir
    Path logs;

    @Test
    void cutsAndCrashesCostNoRow() throws InterruptedException {
        try (var arena = Arena.open(60_000, logs);
                var site = arena.watch()) {
            arena.workers().start();
            var migration = new HurtMigration(arena, site, CONF, new Random(3));
            migration.awaitRows();
            for (var fault : List.of(
                    Fault.TARGET_CUT,
                    Fault.SOURCE_SESSION_ENDED,
                    Fault.METADATA_RESTARTED,
                    Fault.TARGET_BACKEND_KILLED)) {
                migration.goOn(Duration.ofMillis(200));
                migration.strike(fault);
            }
            migration.end();
            arena.assertComplete();
            migration.assertNothingSucceededTwice();
        }
    }
}
