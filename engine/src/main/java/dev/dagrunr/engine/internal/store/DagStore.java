package dev.dagrunr.engine.internal.store;

import dev.dagrunr.engine.DagInfo;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tables {@code dag} and {@code dag_structure}. */
public final class DagStore {
    private DagStore() {}

    private static final String SAVE_STRUCTURE = """
            insert into dagrunr.dag_structure (hash, dag_id, structure, created_at)
            values (?, ?, ?::json, ?)
            on conflict do nothing
            """;

    private static final String SAVE_DAG = """
            insert into dagrunr.dag (dag_id, description, structure_hash, params_defaults, max_active_runs, schedule,
                registered_at)
            values (?, ?, ?, ?::json, ?, ?, ?)
            on conflict (dag_id) do update
            set description = excluded.description, structure_hash = excluded.structure_hash,
                params_defaults = excluded.params_defaults, max_active_runs = excluded.max_active_runs,
                schedule = excluded.schedule,
                registered_at = excluded.registered_at
            """;

    /** A DAG as a node registers it. */
    public record Registration(
            String dagId,
            String description,
            String structureHash,
            String structure,
            @Nullable String defaults,
            int maxActiveRuns,
            @Nullable String schedule) {}

    public static void register(Connection connection, Registration dag, Instant now) throws SQLException {
        Sql.update(connection, SAVE_STRUCTURE, dag.structureHash(), dag.dagId(), dag.structure(), now);
        Sql.update(
                connection,
                SAVE_DAG,
                dag.dagId(),
                dag.description(),
                dag.structureHash(),
                dag.defaults(),
                dag.maxActiveRuns(),
                dag.schedule(),
                now);
    }

    private static final String STRUCTURE = "select structure from dagrunr.dag_structure where hash = ?";

    public static Optional<String> structure(Connection connection, String hash) throws SQLException {
        return Sql.first(connection, STRUCTURE, row -> row.getString(1), hash);
    }

    private static final String LOCK = "select paused, max_active_runs from dagrunr.dag where dag_id = ? for update";

    /** How many runs of a DAG may be running at the same time. */
    public record Limits(boolean paused, int maxActiveRuns) {}

    /** Locks the DAG for the rest of the transaction: who starts is decided by one after the other. */
    public static Optional<Limits> lock(Connection connection, String dagId) throws SQLException {
        return Sql.first(connection, LOCK, row -> new Limits(row.getBoolean(1), row.getInt(2)), dagId);
    }

    private static final String PAUSE = "update dagrunr.dag set paused = ? where dag_id = ?";

    /** @return false when there is no such DAG */
    public static boolean pause(Connection connection, String dagId, boolean paused) throws SQLException {
        return Sql.update(connection, PAUSE, paused, dagId) == 1;
    }

    private static final String WITH_QUEUED_RUNS = """
            select dag_id
            from dagrunr.dag
            where not paused
              and exists (select 1 from dagrunr.dag_run where dag_run.dag_id = dag.dag_id and dag_run.state = 'queued')
            """;

    /** The DAGs that have runs which wait to be started. */
    public static List<String> withQueuedRuns(Connection connection) throws SQLException {
        return Sql.query(connection, WITH_QUEUED_RUNS, row -> row.getString(1));
    }

    private static final String SELECT = """
            select dag.dag_id, dag.description, dag.paused, structure.structure, dag.schedule, dag.next_run_after
            from dagrunr.dag
            join dagrunr.dag_structure structure on structure.hash = dag.structure_hash
            order by dag.dag_id
            """;

    public static List<DagInfo> all(Connection connection) throws SQLException {
        return Sql.query(
                connection,
                SELECT,
                row -> new DagInfo(
                        row.getString(1),
                        row.getString(2),
                        row.getBoolean(3),
                        row.getString(4),
                        Optional.ofNullable(row.getString("schedule")),
                        Sql.optionalInstant(row, "next_run_after")));
    }
}
