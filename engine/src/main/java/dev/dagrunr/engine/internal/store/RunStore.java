package dev.dagrunr.engine.internal.store;

import dev.dagrunr.dag.DataInterval;
import dev.dagrunr.dag.Run;
import dev.dagrunr.dag.RunState;
import dev.dagrunr.dag.RunType;
import dev.dagrunr.dag.internal.decision.RunProgress;
import dev.dagrunr.engine.RunInfo;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Table {@code dag_run}. */
public final class RunStore {
    private RunStore() {}

    /** What a new run is made of. */
    public record NewRun(
            Run run,
            Instant runAfter,
            String structureHash,
            String conf,
            int maxActiveTasks,
            boolean takesSpecialSlots,
            int tasks,
            Optional<Duration> timeout,
            Optional<Parent> parent) {}

    /**
     * Who waits for a run.
     *
     * @param instance a task instance of another run
     * @param reads the task whose value it gets; empty when it gets what the run is called and how it ended
     */
    public record Parent(long instance, Optional<String> reads) {}

    private static final String INSERT = """
            insert into dagrunr.dag_run (dag_id, run_id, run_type, state, structure_hash, logical_date, interval_start,
                interval_end, run_after, conf, max_active_tasks, open_tasks, live_instances, failed_leaves,
                occupied_slots, admitted, timeout_millis, parent_instance, parent_reads, queued_at)
            values (?, ?, ?, 'queued', ?, ?, ?, ?, ?, ?::json, ?, ?, 0, 0, 0,
                ? or exists (select 1 from dagrunr.pool where name = 'default_pool' and slots >= 0), ?, ?, ?, ?)
            on conflict do nothing
            returning id
            """;

    /**
     * A run that waits to be started.
     *
     * @return the id of the row; empty when the DAG has a run of that id or that logical date already
     */
    public static Optional<Long> insert(Connection connection, NewRun row, Instant now) throws SQLException {
        var run = row.run();
        return Sql.first(
                connection,
                INSERT,
                inserted -> inserted.getLong(1),
                run.dagId(),
                run.runId(),
                run.type().wireName(),
                row.structureHash(),
                run.logicalDate().orElse(null),
                run.dataInterval().map(DataInterval::start).orElse(null),
                run.dataInterval().map(DataInterval::end).orElse(null),
                row.runAfter(),
                row.conf(),
                row.maxActiveTasks(),
                row.tasks(),
                row.takesSpecialSlots(),
                row.timeout().map(Duration::toMillis).orElse(null),
                row.parent().map(Parent::instance).orElse(null),
                row.parent().flatMap(Parent::reads).orElse(null),
                now);
    }

    private static final String READ = reading("");

    private static final String LOCK = reading(", " + Database.END_WHEN_IDLE) + "and not expired for update";

    private static String reading(String more) {
        return """
            select id, dag_id, run_id, run_type, state, structure_hash, logical_date, interval_start, interval_end,
                max_active_tasks, occupied_slots, admitted, open_tasks, live_instances, failed_leaves, parent_instance,
                parent_reads%s
            from dagrunr.dag_run
            where id = ?
            """.formatted(more);
    }

    /** A run as it is at the moment; it may change at any time. */
    public static Optional<StoredRun> read(Connection connection, long run) throws SQLException {
        return Sql.first(connection, READ, RunStore::stored, run);
    }

    /**
     * Locks the run for the rest of the transaction: decisions about one run are taken one after the other. Empty for one that
     * is being deleted.
     */
    public static Optional<StoredRun> lock(Connection connection, long run) throws SQLException {
        return Sql.first(connection, LOCK, RunStore::stored, run);
    }

    private static final String TRY_LOCK = LOCK + " skip locked";

    /** As {@link #lock}; empty also when another transaction holds the lock. */
    public static Optional<StoredRun> tryLock(Connection connection, long run) throws SQLException {
        return Sql.first(connection, TRY_LOCK, RunStore::stored, run);
    }

    private static StoredRun stored(ResultSet row) throws SQLException {
        return new StoredRun(
                new StoredRun.Identity(row.getLong("id"), run(row), row.getString("structure_hash"), parent(row)),
                RunState.of(row.getString("state")),
                row.getInt("max_active_tasks"),
                row.getInt("occupied_slots"),
                row.getBoolean("admitted"),
                new RunProgress(row.getInt("open_tasks"), row.getInt("live_instances"), row.getInt("failed_leaves")));
    }

    private static Run run(ResultSet row) throws SQLException {
        return new Run(
                row.getString("dag_id"),
                row.getString("run_id"),
                RunType.of(row.getString("run_type")),
                Sql.optionalInstant(row, "logical_date"),
                interval(row));
    }

    private static Optional<DataInterval> interval(ResultSet row) throws SQLException {
        var start = Sql.instant(row, "interval_start");
        var end = Sql.instant(row, "interval_end");
        return start == null || end == null ? Optional.empty() : Optional.of(new DataInterval(start, end));
    }

    private static Optional<Parent> parent(ResultSet row) throws SQLException {
        var instance = row.getObject("parent_instance", Long.class);
        return instance == null
                ? Optional.empty()
                : Optional.of(new Parent(instance, Optional.ofNullable(row.getString("parent_reads"))));
    }

    private static final String ATTACH = """
            update dagrunr.dag_run
            set parent_instance = ?, parent_reads = ?
            where dag_id = ? and run_id = ? and (parent_instance is null or parent_instance = ?)
            returning id, state
            """;

    /** A run that was attached to. */
    public record Attached(long run, RunState state) {}

    /** Lets a task instance wait for a run that exists; empty when another waits for it. */
    public static Optional<Attached> attach(Connection connection, String dagId, String runId, Parent parent)
            throws SQLException {
        return Sql.first(
                connection,
                ATTACH,
                row -> new Attached(row.getLong("id"), RunState.of(row.getString("state"))),
                parent.instance(),
                parent.reads().orElse(null),
                dagId,
                runId,
                parent.instance());
    }

    private static final String UNFINISHED_CHILDREN =
            "select id from dagrunr.dag_run where parent_instance = ? and state not in ('success', 'failed')";

    /** The runs that a task instance waits for. */
    public static List<Long> unfinishedChildren(Connection connection, long instance) throws SQLException {
        return Sql.query(connection, UNFINISHED_CHILDREN, row -> row.getLong(1), instance);
    }

    private static final String UPDATE = """
            update dagrunr.dag_run
            set open_tasks = ?, live_instances = ?, failed_leaves = ?, occupied_slots = ?
            where id = ?
            returning case when ? then '' else set_config('synchronous_commit', 'off', true) end
            """;

    /** @param waitForDisk when false, as {@link Database#doNotWait} without a statement of its own */
    public static void update(Connection connection, StoredRun run, boolean waitForDisk) throws SQLException {
        var progress = run.progress();
        Sql.query(
                connection,
                UPDATE,
                row -> true,
                progress.openTasks(),
                progress.liveInstances(),
                progress.failedLeaves(),
                run.occupiedSlots(),
                run.id(),
                waitForDisk);
    }

    private static final String END = "update dagrunr.dag_run set state = ?, reason = ?, ended_at = ? where id = ?";

    public static void end(Connection connection, long run, RunState state, String reason, Instant now)
            throws SQLException {
        Sql.update(connection, END, state.wireName(), reason, now, run);
    }

    private static final String START = """
            update dagrunr.dag_run
            set state = 'running', started_at = start.time, timeout_at = start.time + timeout_millis * interval '1 ms'
            from (select ?::timestamptz as time) as start
            where id = ?
            """;

    public static void start(Connection connection, long run, Instant now) throws SQLException {
        Sql.update(connection, START, now, run);
    }

    private static final String IS_FIRST_OF_BACKFILL = "select backfill_ordinal = 1 from dagrunr.dag_run where id = ?";

    public static boolean isFirstOfBackfill(Connection connection, long run) throws SQLException {
        return Sql.first(connection, IS_FIRST_OF_BACKFILL, row -> row.getBoolean(1), run)
                .orElse(false);
    }

    // as in Airflow, nobody looks at the runs of a paused DAG; their time goes on
    private static final String LATE = """
            select id
            from dagrunr.dag_run
            where state = 'running' and timeout_at <= ?
                and not exists (select 1 from dagrunr.dag where dag.dag_id = dag_run.dag_id and dag.paused)
            """;

    /** Runs that take longer than they may. */
    public static List<Long> late(Connection connection, Instant now) throws SQLException {
        return Sql.query(connection, LATE, row -> row.getLong(1), now);
    }

    private static final String UNFINISHED = """
            select (select count(*) from dagrunr.dag_run where dag_id = ? and backfill is null and state = 'queued')
                + (select count(*) from dagrunr.dag_run where dag_id = ? and backfill is null and state = 'running')
            """;

    /** How many runs of a DAG are queued or running, without those of backfills. */
    public static int unfinished(Connection connection, String dagId) throws SQLException {
        return Sql.first(connection, UNFINISHED, row -> row.getInt(1), dagId, dagId)
                .orElse(0);
    }

    private static final String REQUEUE = """
            update dagrunr.dag_run
            set state = 'queued', reason = '', queued_at = ?, started_at = null, timeout_at = null, ended_at = null
            where id = ?
            """;

    /** Lets a run that has ended wait to be started again. */
    public static void requeue(Connection connection, long run, Instant now) throws SQLException {
        Sql.update(connection, REQUEUE, now, run);
    }

    // each backfill has a limit of its own; whoever holds one of the runs locked ends it or starts it: there is nothing
    // to
    // wait for
    private static final String STARTABLE = """
            select r.id
            from dagrunr.dag_run r
            where r.id in (
                (
                    select q.id
                    from dagrunr.dag_run q
                    where q.dag_id = ? and q.backfill is null and q.state = 'queued'
                    order by q.run_after, q.id
                    limit greatest(0, ? - (
                        select count(*)
                        from dagrunr.dag_run a
                        where a.dag_id = ? and a.backfill is null and a.state = 'running'))
                )
                union all
                select next.id
                from dagrunr.backfill b
                cross join lateral (
                    select q.id
                    from dagrunr.dag_run q
                    where q.dag_id = b.dag_id and q.backfill = b.id and q.state = 'queued'
                    order by q.backfill_ordinal
                    limit greatest(0, b.max_active_runs - (
                        select count(*)
                        from dagrunr.dag_run a
                        where a.dag_id = b.dag_id and a.backfill = b.id and a.state = 'running'))
                ) next
                where b.dag_id = ?
            )
            order by r.backfill_ordinal, r.run_after, r.id
            for update skip locked
            """;

    /** The queued runs of a DAG that are to start now, locked. The row of the DAG must be locked before. */
    public static List<Long> startable(Connection connection, String dagId, int maxActiveRuns) throws SQLException {
        return Sql.query(connection, STARTABLE, row -> row.getLong(1), dagId, maxActiveRuns, dagId, dagId);
    }

    private static final String RUNNING =
            "select id from dagrunr.dag_run where dag_id = ? and state = 'running' order by id";

    public static List<Long> running(Connection connection, String dagId) throws SQLException {
        return Sql.query(connection, RUNNING, row -> row.getLong(1), dagId);
    }

    private static final String INFO = """
            select id, dag_id, run_id, run_type, state, conf, reason, logical_date, interval_start, interval_end, queued_at,
                started_at, ended_at, structure_hash
            from dagrunr.dag_run
            """;

    private static final String INFO_BY_ID = INFO + "where dag_id = ? and run_id = ?";

    public static Optional<RunInfo> find(Connection connection, String dagId, String runId) throws SQLException {
        return Sql.first(connection, INFO_BY_ID, RunStore::info, dagId, runId);
    }

    private static final String INFO_BY_LOGICAL_DATE = INFO + "where dag_id = ? and logical_date = ?";

    public static Optional<RunInfo> find(Connection connection, String dagId, Instant logicalDate) throws SQLException {
        return Sql.first(connection, INFO_BY_LOGICAL_DATE, RunStore::info, dagId, logicalDate);
    }

    private static final String INFO_BY_ROW = INFO + "where id = ?";

    public static Optional<RunInfo> find(Connection connection, long run) throws SQLException {
        return Sql.first(connection, INFO_BY_ROW, RunStore::info, run);
    }

    /** What attempts need of their run; but for the state, nothing of it changes before the run is started again. */
    public record Facts(RunInfo info, String structureHash) {}

    public static Optional<Facts> facts(Connection connection, long run) throws SQLException {
        return Sql.first(connection, INFO_BY_ROW, row -> new Facts(info(row), row.getString("structure_hash")), run);
    }

    private static final String LATEST = INFO + "where dag_id = ? order by id desc limit ?";

    /** The newest first. */
    public static List<RunInfo> latest(Connection connection, String dagId, int limit) throws SQLException {
        return Sql.query(connection, LATEST, RunStore::info, dagId, limit);
    }

    private static final String FINISHED_CHILDREN = """
            select child.id
            from dagrunr.task_instance instance
            join dagrunr.dag_run child on child.parent_instance = instance.id
            where instance.state = 'up_for_reschedule'
              and child.state in ('success', 'failed')
            """;

    /** Runs that have ended while the task instance that started them still waits. */
    public static List<Long> finishedChildrenOfWaiting(Connection connection) throws SQLException {
        return Sql.query(connection, FINISHED_CHILDREN, row -> row.getLong(1));
    }

    private static RunInfo info(ResultSet row) throws SQLException {
        return new RunInfo(
                row.getLong("id"),
                run(row),
                RunState.of(row.getString("state")),
                row.getString("conf"),
                row.getString("reason"),
                Sql.optionalInstant(row, "queued_at").orElseThrow(),
                Sql.optionalInstant(row, "started_at"),
                Sql.optionalInstant(row, "ended_at"));
    }
}
