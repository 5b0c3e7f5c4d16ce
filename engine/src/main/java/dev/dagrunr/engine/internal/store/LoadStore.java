package dev.dagrunr.engine.internal.store;

import dev.dagrunr.engine.Load;
import java.sql.Connection;
import java.sql.SQLException;

/** How much there is to do, from the indexes that hold just that. */
public final class LoadStore {
    private LoadStore() {}

    // each count by the partial index of its state
    private static final String LOAD = """
            select
                (select count(*) from dagrunr.task_instance where state = 'scheduled' and not waits_for_past) as scheduled,
                (select count(*) from dagrunr.task_instance where state = 'queued') as queued,
                (select count(*) from dagrunr.task_instance where state = 'running') as running,
                (select count(*) from dagrunr.dag_run where state = 'queued') as queued_runs,
                (select count(*) from dagrunr.dag_run where state = 'running') as running_runs
            """;

    public static Load read(Connection connection) throws SQLException {
        return Sql.first(
                        connection,
                        LOAD,
                        row -> new Load(
                                row.getLong("scheduled"),
                                row.getLong("queued"),
                                row.getLong("running"),
                                row.getLong("queued_runs"),
                                row.getLong("running_runs")))
                .orElseThrow();
    }
}
