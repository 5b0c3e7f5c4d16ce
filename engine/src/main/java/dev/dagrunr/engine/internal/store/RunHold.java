package dev.dagrunr.engine.internal.store;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * What can keep a run from starting, or from going on, as it is at the moment.
 *
 * @param running how many runs of its DAG, or of its backfill, are running
 * @param most how many may be
 * @param backfill whether both are those of its backfill
 */
public record RunHold(boolean paused, int running, int most, boolean backfill) {
    private static final String READ = """
            select dag.paused,
                (
                    select count(*)
                    from dagrunr.dag_run other
                    where other.dag_id = r.dag_id and other.state = 'running'
                        and other.backfill is not distinct from r.backfill
                ),
                coalesce(b.max_active_runs, dag.max_active_runs), b.id is not null
            from dagrunr.dag_run r
            join dagrunr.dag on dag.dag_id = r.dag_id
            left join dagrunr.backfill b on b.id = r.backfill
            where r.id = ?
            """;

    public static RunHold of(Connection connection, long run) throws SQLException {
        return Sql.first(
                        connection,
                        READ,
                        row -> new RunHold(row.getBoolean(1), row.getInt(2), row.getInt(3), row.getBoolean(4)),
                        run)
                .orElseThrow();
    }
}
