package dev.dagrunr.migration.step;

import dev.dagrunr.dag.TaskContext;
import dev.dagrunr.migration.MigrationParams;
import dev.dagrunr.migration.step.Maintenance.Job;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * One of several tasks that share a list of jobs. Immutable.
 *
 * @param number counted from 1
 */
public record Lane(int number, int of) {
    public String label() {
        return number + "/" + of;
    }

    /**
     * Takes the next job that no other lane has, and ends when every job of the list is done, whoever did it.
     *
     * @return how many statements had something to do in this lane
     */
    @SuppressWarnings("try") // a lock is there to be held
    int run(TargetSession session, List<Job> jobs, TaskContext<MigrationParams> context) throws SQLException {
        int executed = 0;
        int done = 0;
        var taken = new ArrayList<Job>();
        for (var job : jobs) {
            try (var own = job.lock(context).tryTake(session.connection())) {
                if (own == null) {
                    taken.add(job);
                    continue;
                }
                executed += job.run(session, context);
            }
            context.progress(++done, jobs.size());
        }
        for (var job : taken) {
            try (var own = job.lock(context).take(session.connection())) {
                executed += job.run(session, context);
            }
            context.progress(++done, jobs.size());
        }
        return executed;
    }

    /**
     * This lane's jobs when each lane gets its own, by their costs: for statements that do not find out by themselves that
     * another lane has done them.
     */
    List<Job> share(List<Job> costliestFirst) {
        var costs = new double[of];
        var share = new ArrayList<Job>();
        for (var job : costliestFirst) {
            int least = 0;
            for (int lane = 1; lane < of; lane++) {
                least = costs[lane] < costs[least] ? lane : least;
            }
            costs[least] += Math.max(1, job.cost());
            if (least == number - 1) {
                share.add(job);
            }
        }
        return share;
    }
}
