package dev.dagrunr.engine.internal.store;

import dev.dagrunr.dag.internal.decision.Cell;
import dev.dagrunr.dag.internal.decision.Decision;
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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Table {@code task_progress}: the counters that decisions are taken by. */
public final class ProgressStore {
    private ProgressStore() {}

    private static final String INSERT = """
            insert into dagrunr.task_progress (
                run, task_id, scope, width, waiting, upstream_total, own_total, setups_total,
                max_active, max_active_in_run)
            select ?, task.id, -1, task.width, 1, task.upstream, 1, task.setups, nullif(task.max_active, 0),
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

    // each is found by the primary key: joined as a set, all counters of the run would be read for a few of them
    private static final String SELECT = """
            select task_id, scope, width, waiting, results, elements, upstream_total, upstream_success, upstream_skipped,
                upstream_failed, upstream_upstream_failed, upstream_removed, own_total, own_success, own_skipped,
                own_failed, own_upstream_failed, own_removed, setups_total, setups_success, setups_skipped,
                setups_failed, setups_upstream_failed, setups_removed, left_out
            from unnest((select ?), (select ?)) as cell (id, part)
            cross join lateral (
                select * from dagrunr.task_progress where run = ? and task_id = cell.id and scope = cell.part offset 0
            ) progress
            """;

    /** The run must be locked, so that nothing changes meanwhile. */
    public static Counters counters(Connection connection, Graph graph, long run) {
        return new Counters(connection, graph, run);
    }

    /** The counters of a run's tasks: read on demand, each task once, and changed before they are stored together. */
    public static final class Counters implements ProgressLookup {
        private final Connection connection;
        private final Graph graph;
        private final long run;
        private final Map<Cell, TaskProgress> known = new HashMap<>();
        private final Map<Cell, TaskProgress> changed = new LinkedHashMap<>();
        private final Set<Cell> created = new HashSet<>();

        private Counters(Connection connection, Graph graph, long run) {
            this.connection = connection;
            this.graph = graph;
            this.run = run;
        }

        @Override
        public TaskProgress get(Cell cell) {
            var progress = known.get(cell);
            if (progress == null) {
                expect(List.of(cell));
                progress = known.get(cell);
            }
            if (progress == null) {
                throw new IllegalStateException("Run " + run + " has no counters of " + cell);
            }
            return progress;
        }

        @Override
        public void expect(Collection<Cell> cells) {
            var missing = cells.stream()
                    .filter(cell -> !known.containsKey(cell))
                    .distinct()
                    .toList();
            if (missing.isEmpty()) {
                return;
            }
            try {
                known.putAll(read(connection, graph, run, missing));
            } catch (SQLException e) {
                throw new LookupFailed(e);
            }
        }

        /** From now on these are what is looked up. */
        public void change(Decision decision) {
            known.putAll(decision.changed());
            changed.putAll(decision.changed());
            created.addAll(decision.created());
        }

        public void store() throws SQLException {
            var added = new LinkedHashMap<>(changed);
            added.keySet().retainAll(created);
            changed.keySet().removeAll(created);
            insert(connection, graph, run, added);
            update(connection, graph, run, changed);
        }
    }

    /** Some counters of a run, whose row need not be locked. */
    public static Map<Cell, TaskProgress> read(Connection connection, Graph graph, long run, Collection<Cell> cells)
            throws SQLException {
        var progress = new HashMap<Cell, TaskProgress>();
        Sql.query(
                connection,
                SELECT,
                row -> progress.put(Cell.atScope(graph, row.getString("task_id"), row.getInt("scope")), progress(row)),
                cells.stream().map(Cell::taskId).toList(),
                cells.stream().map(cell -> cell.scope(graph)).toList(),
                run);
        return progress;
    }

    private static final String CREATE = """
            insert into dagrunr.task_progress (
                width, waiting, results, elements, upstream_total, upstream_success, upstream_skipped,
                upstream_failed, upstream_upstream_failed, upstream_removed, own_total, own_success, own_skipped,
                own_failed, own_upstream_failed, own_removed, setups_total, setups_success, setups_skipped,
                setups_failed, setups_upstream_failed, setups_removed, left_out, run, task_id, scope)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    private static void insert(Connection connection, Graph graph, long run, Map<Cell, TaskProgress> created)
            throws SQLException {
        batch(connection, CREATE, graph, run, created);
    }

    private static final String DELETE_PARTS = "delete from dagrunr.task_progress where run = ? and scope <> -1";

    /** Instead of all that a run had. */
    public static void replace(Connection connection, Graph graph, long run, Map<Cell, TaskProgress> all)
            throws SQLException {
        var parts = new HashMap<>(all);
        var whole = new HashMap<>(all);
        parts.keySet().removeIf(cell -> cell.path().size() == 0);
        whole.keySet().removeAll(parts.keySet());
        Sql.update(connection, DELETE_PARTS, run);
        insert(connection, graph, run, parts);
        update(connection, graph, run, whole);
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
                row.getInt("elements"),
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
            set width = ?, waiting = ?, results = ?, elements = ?, upstream_total = ?, upstream_success = ?, upstream_skipped = ?,
                upstream_failed = ?, upstream_upstream_failed = ?, upstream_removed = ?, own_total = ?,
                own_success = ?, own_skipped = ?, own_failed = ?, own_upstream_failed = ?, own_removed = ?,
                setups_total = ?, setups_success = ?, setups_skipped = ?, setups_failed = ?,
                setups_upstream_failed = ?, setups_removed = ?, left_out = ?
            where run = ? and task_id = ? and scope = ?
            """;

    private static void update(Connection connection, Graph graph, long run, Map<Cell, TaskProgress> changed)
            throws SQLException {
        batch(connection, UPDATE, graph, run, changed);
    }

    private static void batch(Connection connection, String sql, Graph graph, long run, Map<Cell, TaskProgress> all)
            throws SQLException {
        if (all.isEmpty()) {
            return;
        }
        try (var statement = connection.prepareStatement(sql)) {
            for (var entry : all.entrySet()) {
                var values = values(entry.getValue());
                for (int i = 0; i < values.size(); i++) {
                    statement.setInt(i + 1, values.get(i));
                }
                statement.setBoolean(values.size() + 1, entry.getValue().leftOut());
                statement.setLong(values.size() + 2, run);
                statement.setString(values.size() + 3, entry.getKey().taskId());
                statement.setInt(values.size() + 4, entry.getKey().scope(graph));
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private static List<Integer> values(TaskProgress progress) {
        var values =
                new ArrayList<>(List.of(progress.width(), progress.waiting(), progress.results(), progress.elements()));
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
