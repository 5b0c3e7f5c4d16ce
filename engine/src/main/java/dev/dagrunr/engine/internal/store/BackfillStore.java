package dev.dagrunr.engine.internal.store;

import dev.dagrunr.engine.BackfillOptions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** Table {@code backfill}, and which runs belong to one. */
public final class BackfillStore {
    private BackfillStore() {}

    private static final String INSERT = """
            insert into dagrunr.backfill (dag_id, from_date, to_date, reprocess, backwards, max_active_runs, created_at)
            values (?, ?, ?, ?, ?, ?, ?)
            returning id
            """;

    public static long insert(Connection connection, String dagId, BackfillOptions options, Instant now)
            throws SQLException {
        return Sql.first(
                        connection,
                        INSERT,
                        row -> row.getLong(1),
                        dagId,
                        options.from(),
                        options.to(),
                        options.reprocess().name().toLowerCase(Locale.ROOT),
                        options.backwards(),
                        options.maxActiveRuns(),
                        now)
                .orElseThrow();
    }

    private static final String ADD =
            "update dagrunr.dag_run set backfill = ?, backfill_ordinal = ?, run_type = 'backfill' where id = ?";

    /** @param ordinal from 1: the order in which the runs start */
    public static void add(Connection connection, long backfill, int ordinal, long run) throws SQLException {
        Sql.update(connection, ADD, backfill, ordinal, run);
    }

    private static final String UNFINISHED = """
            select run_id
            from dagrunr.dag_run
            where dag_id = ? and backfill is not null and state in ('queued', 'running')
            limit 1
            """;

    /** A run of a backfill of the DAG that has not ended. */
    public static Optional<String> unfinished(Connection connection, String dagId) throws SQLException {
        return Sql.first(connection, UNFINISHED, row -> row.getString(1), dagId);
    }
}
