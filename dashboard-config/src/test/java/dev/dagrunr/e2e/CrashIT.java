package dev.dagrunr.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dagrunr.dag.RunState;
import dev.dagrunr.dag.TaskState;
import dev.dagrunr.engine.RunHandle;
import dev.dagrunr.engine.TaskInstanceInfo;
import dev.dagrunr.testsupport.Database;
import dev.dagrunr.testsupport.PostgresExtension;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Two processes work on one migration, and one after the other is killed in the middle of a partition. */
class CrashIT {
    private static final int KILLS = 20;
    private static final String NOBODY = "";
    private static final int ROWS = 240_000;
    private static final String CONF = """
            {"chunk_size": 20, "drop_existing_tables": true, "partition_threshold": 20000, "max_partitions": 8, "validation_mode": "checksum", "partition_strategy": "%s"}
            """;

    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.create();

    @TempDir
    Path logs;

    private Database source;
    private Database target;
    private Workers workers;
    private Site site;

    @BeforeEach
    void open() {
        source = POSTGRES.createDatabase();
        target = POSTGRES.createDatabase();
        createSource(source, ROWS);
        site = Site.watch(POSTGRES.database(), Site.environment(source, target));
        workers = new Workers(POSTGRES.database(), Site.environment(source, target), logs);
    }

    @AfterEach
    void close() {
        workers.close();
        site.close();
    }

    static void createSource(Database database, int rows) {
        Sql.run(database, """
                create table parent (id int primary key, name text unique);
                create table events (a int, b text, parent int references parent, weight numeric, raw bytea,
                    primary key (a, b));
                create table notes (id bigint generated always as identity primary key, parent int references parent,
                    body text);
                create table keyless (i int, t text);
                create index on events (parent);
                """, """
                insert into parent select i, 'p' || i from generate_series(1, 1000) i;
                insert into events select i / 3, 'b' || i %% 3, 1 + i %% 1000, i / 7.0, sha256(i::text::bytea)
                from generate_series(1, %1$d / 2) i;
                insert into notes (parent, body) select 1 + i %% 1000, repeat('x', i %% 90)
                from generate_series(1, %1$d / 4) i;
                insert into keyless select i, md5(i::text) from generate_series(1, %1$d / 4) i;
                """.formatted(rows), "analyze");
    }

    @Test
    void killedWorkersCostNoRowAndNoHelp() throws InterruptedException {
        workers.start();
        workers.start();
        // a fast machine ends a migration before its turn to be killed comes: then the next one goes on with the kills
        for (int kills = 0; kills < KILLS; ) {
            int before = kills;
            long began = System.nanoTime();
            var run = site.trigger(CONF.formatted(kills % 2 == 0 ? "keyset" : "tid"));
            kills = killDuring(run, kills);
            long lastKill = System.nanoTime();
            assertThat(Site.awaitEnd(run)).as(() -> Site.text(run)).isEqualTo(RunState.SUCCESS);
            var recovery = Duration.ofNanos(System.nanoTime() - lastKill);
            System.out.printf(
                    "A migration of %d rows lost %d workers within %.1f s and ended %.1f s after the last%n",
                    ROWS, kills - before, (lastKill - began) / 1e9, recovery.toMillis() / 1e3);
            assertThat(recovery).isLessThan(Duration.ofSeconds(30));
            assertComplete(source, target);
        }
        assertNothingSucceededTwice(POSTGRES.database());
    }

    /** Kills workers at moments that are spread over the rows, while the run lasts; how many were killed in all. */
    private int killDuring(RunHandle run, int killedBefore) {
        for (int kills = killedBefore; kills < KILLS; kills++) {
            var victim = inTheMiddleOfAPartition(run, (long) ROWS * (kills + 1) / (KILLS + 2));
            if (victim.equals(NOBODY)) {
                return kills;
            }
            workers.kill(victim);
            workers.start();
        }
        return KILLS;
    }

    /** Waits until so many rows are on the target: a worker that is moving a partition then; nobody when the run ends. */
    private String inTheMiddleOfAPartition(RunHandle run, long rows) {
        return await("a worker amid a partition at " + rows + " rows")
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(
                        () -> run.state().finished() ? Optional.of(NOBODY) : amidAPartition(run, rows),
                        Optional::isPresent)
                .orElseThrow();
    }

    private Optional<String> amidAPartition(RunHandle run, long rows) {
        var tasks = run.tasks();
        long done = tasks.stream()
                .filter(task -> task.taskId().startsWith("transfer_"))
                .mapToLong(TaskInstanceInfo::progressDone)
                .sum();
        return tasks.stream()
                .filter(task -> done >= rows)
                .filter(task -> task.taskId().equals("transfer_partition") && task.state() == TaskState.RUNNING)
                .filter(task -> task.progressDone() > 0 && task.progressDone() < task.progressExpected())
                .flatMap(task -> task.node().stream())
                .filter(workers.names()::contains)
                .findFirst();
    }

    static void assertComplete(Database source, Database target) {
        assertThat(Checksums.of(target, "public")).isEqualTo(Checksums.of(source, "public"));
        assertThat(Catalog.of(target, "public")).containsExactlyElementsOf(Catalog.of(source, "public"));
        assertThat(Sql.list(target, "select nspname from pg_namespace where nspname ~ 'dagrunr'"))
                .isEmpty();
    }

    static void assertNothingSucceededTwice(Database metadata) {
        assertThat(Sql.list(metadata, """
                        select task_id || map_index from dagrunr.task_try t join dagrunr.task_instance i on i.id = t.instance
                        where t.state = 'success' group by t.instance, task_id, map_index having count(*) > 1
                        """)).isEmpty();
        // these only join others, and need no attempt for it
        assertThat(Sql.ask(
                        metadata,
                        "select count(*) from dagrunr.task_instance where state = 'success'"
                                + " and task_id not in ('end_early_indexes', 'end_partition_planning')"))
                .isEqualTo(Sql.ask(metadata, "select count(*) from dagrunr.task_try where state = 'success'"));
    }
}
