package dev.dagrunr.engine.internal.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Deletes runs, wide ones in pieces: a run is expired first, from when on nobody can lock it, then its rows go, then itself.
 */
public final class ExpiredRuns {
    private ExpiredRuns() {}

    /**
     * Neither a run that somebody still has to be told of, nor one that others depend on: the last by its logical date, of any
     * type and of those not triggered by hand, and the one right before one that has not ended.
     */
    private static final String NOT_NEEDED = """
            r.state in ('success', 'failed') and not r.expired
              and (cast(? as text) is null or r.dag_id = ?)
              and not exists (select 1 from dagrunr.callback c where c.run = r.id)
              and not exists (
                select 1 from dagrunr.task_instance p where p.id = r.parent_instance and p.state = 'up_for_reschedule')
              and (r.logical_date is null or exists (
                select 1
                from dagrunr.dag_run n
                where n.dag_id = r.dag_id and n.logical_date > r.logical_date
                  and (n.run_type <> 'manual' or r.run_type = 'manual')))
              and not exists (
                select 1
                from dagrunr.dag_run n
                where n.dag_id = r.dag_id and n.logical_date > r.logical_date and n.state in ('queued', 'running')
                  and not exists (
                    select 1
                    from dagrunr.dag_run b
                    where b.dag_id = r.dag_id and b.logical_date > r.logical_date and b.logical_date < n.logical_date
                      and (b.run_type <> 'manual' or r.run_type = 'manual')))
            """;

    private static final String EXPIRE = """
            update dagrunr.dag_run
            set expired = true
            where id in (select r.id from dagrunr.dag_run r where %s and %s order by r.id limit ? for update skip locked)
            """;

    private static final String OLD = "r.ended_at < ?";

    private static final String EXPIRE_OLD = EXPIRE.formatted(NOT_NEEDED, OLD);

    /** @return how many runs more are to be deleted */
    public static int expireOld(Connection connection, Optional<String> dagId, Instant endedBefore, int limit)
            throws SQLException {
        var dag = dagId.orElse(null);
        return Sql.update(connection, EXPIRE_OLD, dag, dag, endedBefore, limit);
    }

    private static final String EXPIRE_ONE = EXPIRE.formatted(NOT_NEEDED, "r.id = ?");

    /** @return whether the run is to be deleted; else it has not ended, or somebody needs it, or it is being deleted */
    public static boolean expire(Connection connection, long run) throws SQLException {
        return Sql.update(connection, EXPIRE_ONE, null, null, run, 1) == 1;
    }

    // the first of the runs that are too many, by the index dag_run_latest
    private static final String EXPIRE_SURPLUS = EXPIRE.formatted(NOT_NEEDED, """
            r.id <= (
                select k.id from dagrunr.dag_run k where k.dag_id = r.dag_id order by k.id desc offset ? limit 1)
            """);

    public static int expireSurplus(Connection connection, int runsPerDag, int limit) throws SQLException {
        return Sql.update(connection, EXPIRE_SURPLUS, null, null, runsPerDag, limit);
    }

    private static final String COUNT_OLD =
            "select count(*) from dagrunr.dag_run r where " + NOT_NEEDED + " and " + OLD;

    /** How many {@link #expireOld} would expire. */
    public static long countOld(Connection connection, Optional<String> dagId, Instant endedBefore)
            throws SQLException {
        var dag = dagId.orElse(null);
        return Sql.first(connection, COUNT_OLD, row -> row.getLong(1), dag, dag, endedBefore)
                .orElse(0L);
    }

    private static final String NEXT =
            "select id from dagrunr.dag_run where expired order by id limit 1 for update skip locked";

    /** One of the runs to be deleted, locked. */
    public static Optional<Long> next(Connection connection) throws SQLException {
        return Sql.first(connection, NEXT, row -> row.getLong(1));
    }

    private static final String ALL = "select id from dagrunr.dag_run where expired order by id";

    /** The runs to be deleted, also those that somebody is deleting. */
    public static List<Long> all(Connection connection) throws SQLException {
        return Sql.query(connection, ALL, row -> row.getLong(1));
    }

    private static final String LOCK = "select id from dagrunr.dag_run where id = ? and expired for update";

    /** @return whether the run is there still, to be deleted, and locked */
    public static boolean lock(Connection connection, long run) throws SQLException {
        return Sql.first(connection, LOCK, row -> row.getLong(1), run).isPresent();
    }

    private static final List<String> ROWS = List.of("""
            delete from dagrunr.task_log
            where ctid = any (array(
                select l.ctid
                from dagrunr.task_instance i
                join dagrunr.task_log l on l.instance = i.id
                where i.run = ?
                limit ?))
            """, """
            delete from dagrunr.xcom
            where ctid = any (array(select ctid from dagrunr.xcom where run = ? limit ?))
            """, """
            delete from dagrunr.list_order
            where ctid = any (array(select ctid from dagrunr.list_order where run = ? limit ?))
            """, """
            delete from dagrunr.task_instance
            where ctid = any (array(select ctid from dagrunr.task_instance where run = ? limit ?))
            """);

    private static final String DELETE = "delete from dagrunr.dag_run where id = ?";

    /** @return whether the run is gone; else more pieces are left */
    public static boolean deletePiece(Connection connection, long run, int rows) throws SQLException {
        for (var delete : ROWS) {
            if (Sql.update(connection, delete, run, rows) == rows) {
                return false;
            }
        }
        Sql.update(connection, DELETE, run);
        return true;
    }

    private static final String FORGET_BACKFILLS = """
            delete from dagrunr.backfill b
            where not exists (select 1 from dagrunr.dag_run r where r.backfill = b.id) and b.created_at < ?
            """;

    /** Backfills none of whose runs is left. */
    public static void forgetBackfills(Connection connection, Instant createdBefore) throws SQLException {
        Sql.update(connection, FORGET_BACKFILLS, createdBefore);
    }
}
