package dev.dagrunr.engine.internal.store;

import dev.dagrunr.dag.internal.decision.ProgressLookup;
import dev.dagrunr.dag.internal.decision.Tally;
import dev.dagrunr.dag.internal.decision.TaskProgress;
import dev.dagrunr.dag.internal.model.Graph;
import dev.dagrunr.dag.internal.model.Task;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Table {@code task_progress}: the counters that decisions are taken by. */
public final class ProgressStore {
    private ProgressStore() {}

    private static final String INSERT = """
            insert into dagrunr.task_progress (
                run, task_id, width, waiting, results, upstream_total, own_total, setups_total,
                max_active, max_active_in_run)
            select ?, task.id, task.width, 1, 0, task.upstream, 1, task.setups, nullif(task.max_active, 0),
                nullif(task.max_active_in_run, 0)
            from unnest(?, ?, ?, ?, ?, ?) as task (id, width, upstream, setups, max_active, max_active_in_run)
            """;

    /** The counters of a new run. */
    public static void insert(Connection connection, long run, Graph graph) throws SQLException {
        var tasks = graph.tasks();
        var initial =
                tasks.stream().map(task -> TaskProgress.initial(graph, task)).toList();
        Sql.update(
                connection,
                INSERT,
                run,
                tasks.stream().map(Task::id).toList(),
                initial.stream().map(TaskProgress::width).toList(),
                initial.stream().map(progress -> progress.upstream().total()).toList(),
                initial.stream().map(progress -> progress.setups().total()).toList(),
                tasks.stream()
                        .map(task -> task.options().slots().maxActive().orElse(0))
                        .toList(),
                tasks.stream()
                        .map(task -> task.options().slots().maxActiveInRun().orElse(0))
                        .toList());
    }

    private static final String SELECT = """
            select task_id, width, waiting, results, upstream_total, upstream_success, upstream_skipped,
                upstream_failed, upstream_upstream_failed, upstream_removed, own_total, own_success, own_skipped,
                own_failed, own_upstream_failed, own_removed, setups_total, setups_success, setups_skipped,
                setups_failed, setups_upstream_failed, setups_removed, left_out
            from dagrunr.task_progress
            where run = ? and task_id = any (?)
            """;

    /** The run must be locked, so that nothing changes meanwhile. */
    public static Counters counters(Connection connection, long run) {
        return new Counters(connection, run);
    }

    /** The counters of a run's tasks: read on demand, each task once, and changed before they are stored together. */
    public static final class Counters implements ProgressLookup {
        private final Connection connection;
        private final long run;
        private final Map<String, TaskProgress> known = new HashMap<>();
        private final Map<String, TaskProgress> changed = new HashMap<>();

        private Counters(Connection connection, long run) {
            this.connection = connection;
            this.run = run;
        }

        @Override
        public TaskProgress get(String taskId) {
            var progress = known.get(taskId);
            if (progress == null) {
                expect(List.of(taskId));
                progress = known.get(taskId);
            }
            if (progress == null) {
                throw new IllegalStateException("Run " + run + " has no counters of task '" + taskId + "'");
            }
            return progress;
        }

        @Override
        public void expect(Collection<String> taskIds) {
            var missing = taskIds.stream().filter(id -> !known.containsKey(id)).toList();
            if (missing.isEmpty()) {
                return;
            }
            try {
                Sql.query(connection, SELECT, row -> known.put(row.getString("task_id"), progress(row)), run, missing);
            } catch (SQLException e) {
                throw new LookupFailed(e);
            }
        }

        /** From now on these are what is looked up. */
        public void change(Map<String, TaskProgress> progress) {
            known.putAll(progress);
            changed.putAll(progress);
        }

        public void store() throws SQLException {
            update(connection, run, changed);
        }
    }

    /** The counters of some tasks of a run, whose row need not be locked. */
    public static Map<String, TaskProgress> read(Connection connection, long run, List<String> taskIds)
            throws SQLException {
        var progress = new HashMap<String, TaskProgress>();
        Sql.query(connection, SELECT, row -> progress.put(row.getString("task_id"), progress(row)), run, taskIds);
        return progress;
    }

    /** Carries an SQLException through the decision code, which knows nothing of databases. */
    public static final class LookupFailed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final SQLException cause;

        LookupFailed(SQLException cause) {
            super(cause);
            this.cause = cause;
        }

        public SQLException cause() {
            return cause;
        }
    }

    private static TaskProgress progress(ResultSet row) throws SQLException {
        return new TaskProgress(
                row.getInt("width"),
                row.getInt("waiting"),
                tally(row, "upstream_"),
                tally(row, "own_"),
                tally(row, "setups_"),
                row.getInt("results"),
                row.getBoolean("left_out"));
    }

    private static Tally tally(ResultSet row, String prefix) throws SQLException {
        return new Tally(
                row.getInt(prefix + "total"),
                row.getInt(prefix + "success"),
                row.getInt(prefix + "skipped"),
                row.getInt(prefix + "failed"),
                row.getInt(prefix + "upstream_failed"),
                row.getInt(prefix + "removed"));
    }

    private static final String UPDATE = """
            update dagrunr.task_progress
            set width = ?, waiting = ?, results = ?, upstream_total = ?, upstream_success = ?, upstream_skipped = ?,
                upstream_failed = ?, upstream_upstream_failed = ?, upstream_removed = ?, own_total = ?,
                own_success = ?, own_skipped = ?, own_failed = ?, own_upstream_failed = ?, own_removed = ?,
                setups_total = ?, setups_success = ?, setups_skipped = ?, setups_failed = ?,
                setups_upstream_failed = ?, setups_removed = ?, left_out = ?
            where run = ? and task_id = ?
            """;

    public static void update(Connection connection, long run, Map<String, TaskProgress> changed) throws SQLException {
        try (var statement = connection.prepareStatement(UPDATE)) {
            for (var entry : changed.entrySet()) {
                var values = values(entry.getValue());
                for (int i = 0; i < values.size(); i++) {
                    statement.setInt(i + 1, values.get(i));
                }
                statement.setBoolean(values.size() + 1, entry.getValue().leftOut());
                statement.setLong(values.size() + 2, run);
                statement.setString(values.size() + 3, entry.getKey());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private static List<Integer> values(TaskProgress progress) {
        var values = new ArrayList<>(List.of(progress.width(), progress.waiting(), progress.results()));
        for (var tally : List.of(progress.upstream(), progress.own(), progress.setups())) {
            values.addAll(List.of(
                    tally.total(),
                    tally.success(),
                    tally.skipped(),
                    tally.failed(),
                    tally.upstreamFailed(),
                    tally.removed()));
        }
        return values;
    }
}
