package dev.dagrunr.engine.internal.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.dagrunr.testsupport.PostgresExtension;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class JobTablesIT {

    private static final int NODES = 4;

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    private HikariDataSource pool;
    private Jobs jobs;

    @BeforeEach
    void openFreshDatabase() {
        pool = Pool.of(postgres.createDatabase(), 2 * NODES);
        jobs = new Jobs(pool);
    }

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void manyNodesMigrateAtOnce() throws Exception {
        var nodes = Executors.newFixedThreadPool(NODES);
        var migrations = new ArrayList<Future<Void>>();
        for (int node = 0; node < NODES; node++) {
            migrations.add(nodes.submit((Callable<Void>) () -> {
                JobQueue.migrate(pool);
                return null;
            }));
        }
        for (Future<Void> migration : migrations) {
            migration.get();
        }
        nodes.shutdown();

        assertThat(count("select count(*) from jobrunr_jobs")).isZero();
        assertThat(count("select count(*) from jobrunr_migrations group by script order by 1 desc"))
                .isEqualTo(1);
    }

    @Test
    void onlyTheIndexesThatServeAQueryHoldOurJobs() throws SQLException {
        JobQueue.migrate(pool);
        JobQueue.migrate(pool);

        assertThat(jobs.text("""
                select string_agg(indexrelid::regclass || coalesce(' where ' || pg_get_expr(indpred, indrelid), ''), e'\n'
                    order by indexrelid::regclass::text collate "C")
                from pg_index
                where indrelid = 'jobrunr_jobs'::regclass
                """)).isEqualTo("""
                jobrunr_job_created_at_idx where false
                jobrunr_job_rci_idx where (recurringjobid IS NOT NULL)
                jobrunr_job_scheduled_at_idx where (scheduledat IS NOT NULL)
                jobrunr_job_signature_idx where false
                jobrunr_jobs_pkey
                jobrunr_jobs_state_updated_idx
                jobrunr_state_idx where false""");
    }

    @Test
    void goesOnAfterAMigrationThatWasKilled() throws SQLException {
        JobQueue.migrate(pool);
        jobs.execute("""
                delete from jobrunr_migrations where script like '%v016%';
                insert into jobrunr_migrations
                values ('00000000-0000-0000-0000-000000000000', 'TABLE LOCKER', '2020-01-01T00:00:00Z')
                """);

        JobQueue.migrate(pool);

        assertThat(count("select count(*) from jobrunr_migrations where script like '%v016%'"))
                .isEqualTo(1);
        assertThat(count("select count(*) from jobrunr_migrations where script = 'TABLE LOCKER'"))
                .isZero();
    }

    private int count(String query) throws SQLException {
        return Integer.parseInt(jobs.text(query));
    }
}
