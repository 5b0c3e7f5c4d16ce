package dev.dagrunr.engine.internal.store;

import dev.dagrunr.dag.RunState;
import dev.dagrunr.engine.view.DagSummary;
import dev.dagrunr.engine.view.Page;
import dev.dagrunr.engine.view.PageRequest;
import dev.dagrunr.engine.view.RunFilter;
import dev.dagrunr.engine.view.RunSummary;
import dev.dagrunr.engine.view.StructureVersion;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tables {@code dag} and {@code dag_run} as pages show them. */
public final class RunView {
    private RunView() {}

    private static final String DAGS = """
            select dag_id, description, paused, structure_hash, params_defaults, registered_at, schedule, next_run_after
            from dagrunr.dag
            where ?::text is null or dag_id = ?
            order by dag_id
            """;

    /** All DAGs, or one, with their newest runs. */
    public static List<DagSummary> dags(Connection connection, @Nullable String dagId, int recentRuns)
            throws SQLException {
        var dags = Sql.query(connection, DAGS, RunView::dag, dagId, dagId);
        var runs = recentRuns(connection, dags, recentRuns);
        return dags.stream()
                .map(dag -> dag.withRecentRuns(runs.getOrDefault(dag.dagId(), List.of())))
                .toList();
    }

    private static DagSummary dag(ResultSet row) throws SQLException {
        return new DagSummary(
                row.getString("dag_id"),
                row.getString("description"),
                row.getBoolean("paused"),
                row.getString("structure_hash"),
                Optional.ofNullable(row.getString("params_defaults")),
                Sql.optionalInstant(row, "registered_at").orElseThrow(),
                Optional.ofNullable(row.getString("schedule")),
                Sql.optionalInstant(row, "next_run_after"),
                List.of());
    }

    private static final String COLUMNS = """
            select r.id, r.dag_id, r.run_id, r.run_type, r.state, r.structure_hash, r.logical_date, r.run_after,
                r.interval_start, r.interval_end, r.conf,
                r.max_active_tasks, r.occupied_slots, r.reason, r.queued_at, r.started_at, r.ended_at,
                pr.dag_id as parent_dag_id, pr.run_id as parent_run_id, pi.task_id as parent_task_id,
                pi.map_index as parent_map_index
            """;

    private static final String PARENT = """
            left join dagrunr.task_instance pi on pi.id = r.parent_instance
            left join dagrunr.dag_run pr on pr.id = pi.run
            """;

    // the index on DAG and key gives each DAG's newest without looking at the others
    private static final String RECENT = COLUMNS + """
            from unnest(?) as wanted (dag_id)
            cross join lateral (
                select * from dagrunr.dag_run newest
                where newest.dag_id = wanted.dag_id
                order by newest.id desc
                limit ?) r
            """ + PARENT + "order by r.id desc";

    private static Map<String, List<RunSummary>> recentRuns(Connection connection, List<DagSummary> dags, int limit)
            throws SQLException {
        var ids = dags.stream().map(DagSummary::dagId).toList();
        return Sql.query(connection, RECENT, RunView::run, ids, limit).stream()
                .collect(Collectors.groupingBy(RunSummary::dagId));
    }

    private static final String FILTER = """
            where (?::text is null or r.dag_id = ?)
              and (cardinality(?::text[]) = 0 or r.state = any (?))
              and (?::text is null or r.run_type = ?)
              and (? = '' or position(lower(?) in lower(r.run_id)) > 0)
            """;

    private static final String COUNT = "select count(*) from dagrunr.dag_run r " + FILTER;

    private static final String PAGE = COLUMNS + "from dagrunr.dag_run r " + PARENT + FILTER + """
            order by r.id desc
            offset ? limit ?
            """;

    /** The newest first. */
    public static Page<RunSummary> runs(Connection connection, RunFilter filter, PageRequest request)
            throws SQLException {
        var dagId = filter.dagId().orElse(null);
        var states = filter.states().stream().map(RunState::wireName).toList();
        var type = filter.runType().orElse(null);
        var text = filter.text();
        var total = Sql.first(
                        connection, COUNT, row -> row.getLong(1), dagId, dagId, states, states, type, type, text, text)
                .orElseThrow();
        var rows = Sql.query(
                connection,
                PAGE,
                RunView::run,
                dagId,
                dagId,
                states,
                states,
                type,
                type,
                text,
                text,
                request.offset(),
                request.limit());
        return new Page<>(rows, total, request);
    }

    private static final String BY_ID =
            COLUMNS + "from dagrunr.dag_run r " + PARENT + "where r.dag_id = ? and r.run_id = ?";

    public static Optional<RunSummary> run(Connection connection, String dagId, String runId) throws SQLException {
        return Sql.first(connection, BY_ID, RunView::run, dagId, runId);
    }

    private static final String CHILDREN = COLUMNS + """
            from dagrunr.dag_run r
            join dagrunr.task_instance pi on pi.id = r.parent_instance
            join dagrunr.dag_run pr on pr.id = pi.run
            where pi.run = ?
            order by r.id desc
            """;

    /** The runs that tasks of a run wait for or have waited for, the newest first. */
    public static List<RunSummary> children(Connection connection, long run) throws SQLException {
        return Sql.query(connection, CHILDREN, RunView::run, run);
    }

    private static RunSummary run(ResultSet row) throws SQLException {
        var parentDag = row.getString("parent_dag_id");
        Optional<RunSummary.Parent> parent = parentDag == null
                ? Optional.empty()
                : Optional.of(new RunSummary.Parent(
                        parentDag,
                        row.getString("parent_run_id"),
                        row.getString("parent_task_id"),
                        row.getInt("parent_map_index")));
        return new RunSummary(
                row.getLong("id"),
                row.getString("dag_id"),
                row.getString("run_id"),
                row.getString("run_type"),
                RunState.of(row.getString("state")),
                row.getString("structure_hash"),
                Sql.optionalInstant(row, "logical_date"),
                Sql.optionalInstant(row, "run_after").orElseThrow(),
                Sql.optionalInstant(row, "interval_start"),
                Sql.optionalInstant(row, "interval_end"),
                row.getString("conf"),
                row.getInt("max_active_tasks"),
                row.getInt("occupied_slots"),
                row.getString("reason"),
                parent,
                Sql.optionalInstant(row, "queued_at").orElseThrow(),
                Sql.optionalInstant(row, "started_at"),
                Sql.optionalInstant(row, "ended_at"));
    }

    private static final String VERSIONS = """
            select s.hash, s.created_at, (select count(*) from dagrunr.dag_run r
                where r.dag_id = s.dag_id and r.structure_hash = s.hash) as runs
            from dagrunr.dag_structure s
            where s.dag_id = ?
            order by s.created_at desc
            """;

    /** The shapes that a DAG had, the newest first. */
    public static List<StructureVersion> versions(Connection connection, String dagId) throws SQLException {
        return Sql.query(
                connection,
                VERSIONS,
                row -> new StructureVersion(
                        row.getString("hash"),
                        Sql.optionalInstant(row, "created_at").orElseThrow(),
                        row.getLong("runs")),
                dagId);
    }
}
