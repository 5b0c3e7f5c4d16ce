package dev.dagrunr.engine.internal.store;

import dev.dagrunr.dag.internal.decision.AdmissionPlan;
import dev.dagrunr.dag.internal.decision.AdmissionPlan.Candidate;
import dev.dagrunr.dag.internal.decision.AdmissionPlan.Taken;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** What the slots that runs share are taken by, and who waits for them. */
public final class AdmissionStore {
    private AdmissionStore() {}

    // "dagrunr" in ASCII, plus four
    private static final String LOCK =
            "select pg_advisory_xact_lock(x'64616772756e76'::bigint), " + Database.END_WHEN_IDLE;

    /** Until the end of the transaction nobody else queues an instance for which shared slots are counted. */
    public static void lock(Connection connection) throws SQLException {
        Sql.execute(connection, LOCK);
    }

    // each branch by the index of its state: who takes slots is few beside all instances
    private static final String TAKEN = """
            select r.dag_id, t.task_id, t.run, t.pool, sum(t.active) as active, sum(t.pool_slots) as slots,
                coalesce(p.max_active, 0) as max_active, coalesce(p.max_active_in_run, 0) as max_active_in_run
            from (
                select run, task_id, pool, pool_slots, 1 as active
                from dagrunr.task_instance
                where state = 'queued'
                union all
                select run, task_id, pool, pool_slots, 1
                from dagrunr.task_instance
                where state = 'running'
                union all
                select run, task_id, pool, pool_slots, 0
                from dagrunr.task_instance
                where state = 'up_for_reschedule' and due_at is null
                    and pool in (select name from dagrunr.pool where include_deferred)
            ) t
            join dagrunr.dag_run r on r.id = t.run
            join dagrunr.task_progress p on p.run = t.run and p.task_id = t.task_id and p.scope = -1
            group by r.dag_id, t.task_id, t.run, t.pool, p.max_active, p.max_active_in_run
            """;

    public static List<Taken> taken(Connection connection) throws SQLException {
        return Sql.query(
                connection,
                TAKEN,
                row -> new Taken(
                        row.getString("dag_id"),
                        row.getString("task_id"),
                        row.getLong("run"),
                        row.getString("pool"),
                        row.getInt("active"),
                        row.getInt("slots"),
                        row.getInt("max_active"),
                        row.getInt("max_active_in_run")));
    }

    // Airflow's order: weight, logical date, map index. Within a run by the index task_instance_scheduled, whose ids
    // grow
    // with the map index
    private static final String CANDIDATES = """
            select t.id, t.run, r.max_active_tasks - r.occupied_slots as free_in_run, r.dag_id, t.task_id, t.pool,
                t.pool_slots, coalesce(p.max_active, 0) as max_active,
                coalesce(p.max_active_in_run, 0) as max_active_in_run
            from dagrunr.dag_run r
            join dagrunr.dag on dag.dag_id = r.dag_id and not dag.paused
            cross join lateral (
                select i.id, i.run, i.task_id, i.map_index, i.priority, i.pool, i.pool_slots
                from dagrunr.task_instance i
                join unnest(?, ?) as open (pool, free) on open.pool = i.pool and open.free >= i.pool_slots
                where i.run = r.id and i.state = 'scheduled' and not i.waits_for_past
                    and not exists (
                        select 1
                        from unnest(?::text[], ?::text[]) as full_task (dag_id, task_id)
                        where full_task.dag_id = r.dag_id and full_task.task_id = i.task_id)
                    and not exists (
                        select 1
                        from unnest(?::bigint[], ?::text[]) as full_in_run (run, task_id)
                        where full_in_run.run = i.run and full_in_run.task_id = i.task_id)
                order by i.priority desc, i.id
                limit r.max_active_tasks - r.occupied_slots
            ) t
            join dagrunr.task_progress p on p.run = t.run and p.task_id = t.task_id and p.scope = -1
            where r.admitted and r.state = 'running' and r.occupied_slots < r.max_active_tasks
            order by t.priority desc, coalesce(r.logical_date, r.started_at), t.run, t.map_index, t.id
            limit ?
            """;

    /** The first instances that wait for a slot and that nothing in {@code plan} rules out, in the order of admission. */
    public static List<Candidate> candidates(Connection connection, AdmissionPlan plan, List<Taken> taken, int limit)
            throws SQLException {
        var open = plan.openPools();
        if (open.isEmpty()) {
            return List.of();
        }
        var pools = List.copyOf(open.keySet());
        var full = plan.full(taken);
        return Sql.query(
                connection,
                CANDIDATES,
                row -> new Candidate(
                        row.getLong("id"),
                        row.getLong("run"),
                        row.getInt("free_in_run"),
                        row.getString("dag_id"),
                        row.getString("task_id"),
                        row.getString("pool"),
                        row.getInt("pool_slots"),
                        row.getInt("max_active"),
                        row.getInt("max_active_in_run")),
                pools,
                pools.stream().map(pool -> open.getOrDefault(pool, 0)).toList(),
                full.dags(),
                full.tasks(),
                full.runs(),
                full.tasksOfRuns(),
                limit);
    }
}
