package dev.dagrunr.engine.internal.store;

import dev.dagrunr.dag.TaskState;
import dev.dagrunr.engine.internal.store.AttemptStore.Leaving;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How attempts end: by one statement for any number of them each leaves its node, becomes history and hands on its value. */
public final class EndStore {
    private EndStore() {}

    /**
     * The end of an attempt.
     *
     * @param attempt as it was claimed, or as it waits without a node
     * @param history the state that the try has had in the end
     * @param value as JSON; null when there is none that is kept as a whole
     */
    public record End(
            StoredInstance attempt,
            Leaving leaving,
            TaskState history,
            @Nullable String value) {}

    // the arrays stand in subqueries so that their lengths are not planned with, which would be done anew each
    // time; the node is compared as a text, and the state with a value, so that rows are found by their ids
    private static final String STORE = """
            with gone as (
                update dagrunr.task_instance t
                set state = e.state, ended_at = e.ended_at::timestamptz, due_at = e.due_at::timestamptz, reason = e.reason,
                    node = null, job_id = null
                from unnest((select ?), (select ?), (select ?), (select ?), (select ?), (select ?), (select ?), (select ?),
                    (select ?), (select ?)) as e (id, epoch, was, node, state, ended_at, due_at, reason, history, value)
                where t.id = e.id and t.epoch = e.epoch and t.state = e.was and t.node::text is not distinct from e.node
                returning t.id, t.run, t.task_id, t.map_index, t.epoch, t.try_number, t.started_at, e.node, e.reason,
                    e.history, e.value
            ), tried as (
                insert into dagrunr.task_try (instance, epoch, try_number, state, node_name, started_at, ended_at, reason)
                select id, epoch, try_number, history,
                    coalesce((select name from dagrunr.node where node.id = gone.node::uuid), ''), started_at, ?, reason
                from gone
            ), returned as (
                insert into dagrunr.xcom (run, task_id, map_index, part, value)
                select run, task_id, map_index, -1, value::json
                from gone
                where value is not null
            )
            select id, epoch
            from gone
            """;

    /** @return those that have ended; the others were fenced off, and must change nothing else either */
    public static Set<InstanceStore.Running> store(Connection connection, List<End> ends, Instant now)
            throws SQLException {
        var attempts = ends.stream().map(End::attempt).toList();
        var leaving = ends.stream().map(End::leaving).toList();
        return Set.copyOf(Sql.query(
                connection,
                STORE,
                row -> new InstanceStore.Running(row.getLong(1), row.getInt(2)),
                attempts.stream().map(StoredInstance::id).toList(),
                attempts.stream().map(StoredInstance::epoch).toList(),
                attempts.stream().map(attempt -> attempt.state().wireName()).toList(),
                attempts.stream().map(attempt -> Sql.text(attempt.node())).toList(),
                leaving.stream().map(end -> end.state().wireName()).toList(),
                leaving.stream()
                        .map(end -> Sql.text(end.endedAt().orElse(null)))
                        .toList(),
                leaving.stream().map(end -> Sql.text(end.dueAt().orElse(null))).toList(),
                leaving.stream().map(Leaving::reason).toList(),
                ends.stream().map(end -> end.history().wireName()).toList(),
                ends.stream().map(End::value).toList(),
                now));
    }
}
