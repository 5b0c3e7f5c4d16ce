package dev.dagrunr.migration.step;

import dev.dagrunr.dag.TaskContext;
import dev.dagrunr.migration.MigrationParams;
import dev.dagrunr.migration.step.Maintenance.Job;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * One of several tasks that share a list of jobs: each takes the next job that no other has. Who has one is known by an
 * advisory lock on the target, so that it is free again with the end of the session. A lane ends when every job of the
 * list is done, whoever did it.
 *
 * @param number counted from 1
 */
public record Lane(int number, int of) {
    private static final String TRY = "select pg_catalog.pg_try_advisory_lock(pg_catalog.hashtextextended(?, 0))";
    private static final String WAIT =
            "select pg_catalog.pg_advisory_lock(pg_catalog.hashtextextended(?, 0)) is not null";
    private static final String UNLOCK = "select pg_catalog.pg_advisory_unlock(pg_catalog.hashtextextended(?, 0))";

    public String label() {
        return number + "/" + of;
    }

    /** @return how many statements had something to do in this lane */
    int run(TargetSession session, List<Job> jobs, TaskContext<MigrationParams> context) throws SQLException {
        int executed = 0;
        int done = 0;
        var taken = new ArrayList<Job>();
        for (var job : jobs) {
            if (lock(session, TRY, job, context)) {
                executed += run(session, job, context);
                context.progress(++done, jobs.size());
            } else {
                taken.add(job);
            }
        }
        for (var job : taken) {
            lock(session, WAIT, job, context);
            executed += run(session, job, context);
            context.progress(++done, jobs.size());
        }
        return executed;
    }

    private static int run(TargetSession session, Job job, TaskContext<MigrationParams> context) throws SQLException {
        long began = System.nanoTime();
        int executed;
        try {
            executed = job.together() ? session.executeTogether(job.statements()) : session.execute(job.statements());
        } catch (RuntimeException e) {
            unlock(session, job, context, e);
            throw e;
        }
        lock(session, UNLOCK, job, context);
        if (executed > 0) {
            context.log().info("%s, %.1f s".formatted(job.purpose(), (System.nanoTime() - began) / 1e9));
        }
        return executed;
    }

    /** A session that is used again must not keep the job. */
    private static void unlock(
            TargetSession session, Job job, TaskContext<MigrationParams> context, RuntimeException failure) {
        try {
            lock(session, UNLOCK, job, context);
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    private static boolean lock(TargetSession session, String sql, Job job, TaskContext<MigrationParams> context)
            throws SQLException {
        try (var statement = session.connection().prepareStatement(sql)) {
            statement.setString(
                    1,
                    String.join(
                            "\n",
                            "dagrunr",
                            context.attempt().runId(),
                            context.attempt().taskId(),
                            job.name()));
            try (var result = statement.executeQuery()) {
                result.next();
                return result.getBoolean(1);
            }
        }
    }
}
