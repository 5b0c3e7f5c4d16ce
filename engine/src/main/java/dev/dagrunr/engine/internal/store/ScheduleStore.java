package dev.dagrunr.engine.internal.store;

import dev.dagrunr.dag.DataInterval;
import dev.dagrunr.dag.PlannedRun;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What table {@code dag} knows of scheduled runs. The row of the DAG must be locked, except for {@link #due}. */
public final class ScheduleStore {
    private ScheduleStore() {}

    private static final String LAST =
            "select last_interval_start, last_interval_end from dagrunr.dag where dag_id = ? and last_interval_end is not null";

    /** The interval of the last scheduled run. */
    public static Optional<DataInterval> last(Connection connection, String dagId) throws SQLException {
        return Sql.first(connection, LAST, row -> interval(row, "last_interval_start", "last_interval_end"), dagId);
    }

    private static final String NEXT = """
            select next_run_after, next_interval_start, next_interval_end
            from dagrunr.dag
            where dag_id = ? and next_run_after <= ?
            """;

    /** The run that is to be created now. */
    public static Optional<PlannedRun> next(Connection connection, String dagId, Instant now) throws SQLException {
        return Sql.first(
                connection,
                NEXT,
                row -> new PlannedRun(
                        Sql.optionalInstant(row, "next_run_after").orElseThrow(),
                        interval(row, "next_interval_start", "next_interval_end")),
                dagId,
                now);
    }

    private static DataInterval interval(ResultSet row, String start, String end) throws SQLException {
        return new DataInterval(
                Sql.optionalInstant(row, start).orElseThrow(),
                Sql.optionalInstant(row, end).orElseThrow());
    }

    private static final String PLAN = """
            update dagrunr.dag
            set next_run_after = ?, next_interval_start = ?, next_interval_end = ?
            where dag_id = ?
            """;

    /** @param next empty when no run comes any more */
    public static void plan(Connection connection, String dagId, Optional<PlannedRun> next) throws SQLException {
        Sql.update(
                connection,
                PLAN,
                next.map(PlannedRun::runAfter).orElse(null),
                next.map(run -> run.dataInterval().start()).orElse(null),
                next.map(run -> run.dataInterval().end()).orElse(null),
                dagId);
    }

    private static final String CREATED =
            "update dagrunr.dag set last_interval_start = ?, last_interval_end = ? where dag_id = ?";

    public static void created(Connection connection, String dagId, DataInterval interval) throws SQLException {
        Sql.update(connection, CREATED, interval.start(), interval.end(), dagId);
    }

    private static final String DUE = """
            select dag_id, next_run_after
            from dagrunr.dag
            where next_run_after <= ? and not paused
            """;

    /** A DAG whose next scheduled run is to be created at that time. */
    public record Due(String dagId, Instant at) {}

    public static List<Due> due(Connection connection, Instant until) throws SQLException {
        return Sql.query(
                connection,
                DUE,
                row -> new Due(
                        row.getString("dag_id"),
                        Sql.optionalInstant(row, "next_run_after").orElseThrow()),
                until);
    }
}
