package dev.dagrunr.engine.internal.store;

import dev.dagrunr.dag.internal.decision.Span;
import dev.dagrunr.dag.internal.decision.Transition;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** How instances come to be scheduled and queued: each queued one is a new try, with a new epoch and job id. */
public final class QueueStore {
    private QueueStore() {}

    // the arrays stand in subqueries so that their lengths are not planned with; by "offset 0" each span is looked up
    // by
    // its index, whatever the planner thinks of the number of spans and of the length of the run
    private static final String DUE = """
            select t.id, t.priority
            from unnest((select ?), (select ?::int4[]), (select ?::int4[])) as span (task_id, first, last)
            cross join lateral (
                select id, priority
                from dagrunr.task_instance
                where run = ? and task_id = span.task_id and map_index between span.first and span.last
                  and state = 'none'
                offset 0
            ) t
            """;

    private static final String SCHEDULE = """
            with due as (
            """ + DUE + """
            )
            update dagrunr.task_instance t
            set state = 'scheduled'
            from due
            where t.id = due.id
            """;

    /** Waiting instances become scheduled, and wait for a slot. */
    public static void schedule(Connection connection, long run, List<Transition.Schedule> due) throws SQLException {
        if (!due.isEmpty()) {
            var spans = Spans.of(due);
            Sql.update(connection, SCHEDULE, spans.tasks(), spans.firsts(), spans.lasts(), run);
        }
    }

    private static final String QUEUE = """
            update dagrunr.task_instance t
            set state = 'queued', epoch = t.epoch + 1, try_number = t.try_number + case when t.resumes then 0 else 1 end,
                resumes = false, job_id = gen_random_uuid(),
                queued_at = ?, started_at = null, ended_at = null, node = null, reason = '',
                progress_done = 0, progress_expected = 0, progress_bytes = 0, resumed_done = 0, resumed_bytes = 0
            from next
            where t.id = next.id
            returning
            """ + InstanceStore.COLUMNS;

    // In the order in which the instances became due: the index task_instance_scheduled. What becomes due now is queued
    // without being stored as scheduled first, as far as there is room. Whether the DAG is paused is read under the
    // lock of the run: who ends the pause finds the run either going on or waiting for that.
    private static final String QUEUE_NEXT = """
            with due as (
            """ + DUE + """
            ), next as (
                select id
                from (
                    (
                        select id, priority
                        from dagrunr.task_instance
                        where run = ? and state = 'scheduled' and not waits_for_past
                        order by priority desc, id
                        limit ?
                    )
                    union all
                    select id, priority from due
                ) ready
                where not (
                    select dag.paused
                    from dagrunr.dag_run
                    join dagrunr.dag on dag.dag_id = dag_run.dag_id
                    where dag_run.id = ?
                )
                order by priority desc, id
                limit ?
            ), waiting as (
                update dagrunr.task_instance t
                set state = 'scheduled'
                from due
                where t.id = due.id and not exists (select from next where next.id = due.id)
            ), queued as (
            """ + QUEUE + """
            ), counted as (
                update dagrunr.dag_run
                set open_tasks = ?, live_instances = ?, failed_leaves = ?,
                    occupied_slots = ? + (select count(*) from queued)
                where id = ?
                returning case when ? then '' else set_config('synchronous_commit', 'off', true) end
            )
            select * from queued
            """;

    /**
     * Schedules what is due, queues the first scheduled instances of a run, and stores its counters.
     *
     * @param run which has slots for more; those that are taken now are not counted yet
     * @param waitForDisk when false, as {@link Database#doNotWait} without a statement of its own
     */
    public static List<StoredInstance> queueNext(
            Connection connection, StoredRun run, List<Transition.Schedule> due, boolean waitForDisk, Instant now)
            throws SQLException {
        var spans = Spans.of(due);
        var progress = run.progress();
        return Sql.query(
                connection,
                QUEUE_NEXT,
                InstanceStore::stored,
                spans.tasks(),
                spans.firsts(),
                spans.lasts(),
                run.id(),
                run.id(),
                run.freeSlots(),
                run.id(),
                run.freeSlots(),
                now,
                progress.openTasks(),
                progress.liveInstances(),
                progress.failedLeaves(),
                run.occupiedSlots(),
                run.id(),
                waitForDisk);
    }

    private static final String QUEUE_CHOSEN = """
            with next as (
                select id
                from dagrunr.task_instance
                where id = any (?) and run = ? and state = 'scheduled'
                order by priority desc, id
                limit ?
            )
            """ + QUEUE;

    /** Queues the first of these instances that are still scheduled. */
    public static List<StoredInstance> queueChosen(
            Connection connection, long run, List<Long> instances, int limit, Instant now) throws SQLException {
        return Sql.query(connection, QUEUE_CHOSEN, InstanceStore::stored, instances, run, limit, now);
    }

    /** Map indexes of tasks, from first to last, as arrays. */
    private record Spans(List<String> tasks, List<Integer> firsts, List<Integer> lasts) {

        static Spans of(List<Transition.Schedule> due) {
            var spans = new Spans(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
            for (var schedule : due) {
                for (Span span : schedule.instances()) {
                    spans.tasks.add(schedule.taskId());
                    spans.firsts.add(span.first());
                    spans.lasts.add(span.last());
                }
            }
            return spans;
        }
    }
}
