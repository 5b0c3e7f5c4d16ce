package dev.dagrunr.engine.internal.store;

import dev.dagrunr.engine.LogLine;
import dev.dagrunr.engine.view.LogFilter;
import dev.dagrunr.engine.view.NodeView;
import dev.dagrunr.engine.view.TryView;
import dev.dagrunr.engine.view.XComView;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What task instances did and said, and where. */
public final class AttemptView {
    private AttemptView() {}

    private static final String TRIES = """
            select epoch, try_number, state, node_name, started_at, ended_at, reason
            from dagrunr.task_try
            where instance = ?
            order by epoch
            """;

    /** The attempts of an instance that have ended, the first one first. */
    public static List<TryView> tries(Connection connection, long instance) throws SQLException {
        return Sql.query(
                connection,
                TRIES,
                row -> new TryView(
                        row.getInt("epoch"),
                        row.getInt("try_number"),
                        row.getString("state"),
                        row.getString("node_name"),
                        Sql.optionalInstant(row, "started_at"),
                        Sql.optionalInstant(row, "ended_at").orElseThrow(),
                        row.getString("reason")),
                instance);
    }

    private static final String LOG = """
            select epoch, line, logged_at, level, message
            from dagrunr.task_log
            where instance = ?
              and (epoch, line) > (?, ?)
              and (cardinality(?::int[]) = 0 or epoch = any (?::int[]))
              and level = any (?)
              and (? = '' or position(lower(?) in lower(message)) > 0)
            order by epoch, line
            limit ?
            """;

    /** The oldest lines first. */
    public static List<LogLine> log(Connection connection, long instance, LogFilter filter, int limit)
            throws SQLException {
        var levels = Arrays.stream(LogFilter.Level.values())
                .filter(level -> level.compareTo(filter.level()) >= 0)
                .map(level -> level.name().toLowerCase(Locale.ROOT))
                .toList();
        return Sql.query(
                connection,
                LOG,
                row -> new LogLine(
                        row.getInt("epoch"),
                        row.getInt("line"),
                        Sql.optionalInstant(row, "logged_at").orElseThrow(),
                        row.getString("level"),
                        row.getString("message")),
                instance,
                filter.after().epoch(),
                filter.after().line(),
                filter.epochs(),
                filter.epochs(),
                levels,
                filter.text(),
                filter.text(),
                limit);
    }

    private static final String XCOMS = """
            select task_id, map_index, part, left(value::text, ?) as json, length(value::text) as length
            from dagrunr.xcom
            where run = ? and task_id = ? and map_index = ?
            order by part
            offset ? limit ?
            """;

    /** What one instance returned: one value, or the elements of a list. */
    public static List<XComView> xcoms(
            Connection connection, long run, String taskId, int mapIndex, int characters, int offset, int limit)
            throws SQLException {
        return Sql.query(
                connection,
                XCOMS,
                row -> new XComView(
                        row.getString("task_id"),
                        row.getInt("map_index"),
                        row.getInt("part"),
                        row.getString("json"),
                        row.getLong("length")),
                characters,
                run,
                taskId,
                mapIndex,
                offset,
                limit);
    }

    private static final String XCOM_COUNT =
            "select count(*) from dagrunr.xcom where run = ? and task_id = ? and map_index = ?";

    public static long xcomCount(Connection connection, long run, String taskId, int mapIndex) throws SQLException {
        return Sql.first(connection, XCOM_COUNT, row -> row.getLong(1), run, taskId, mapIndex)
                .orElseThrow();
    }

    private static final String NODES = """
            select n.name, n.parallelism, n.started_at, n.lease_until, n.lease_until >= clock_timestamp() as alive,
                (select count(*) from dagrunr.task_instance t where t.node = n.id and t.state = 'running') as running
            from dagrunr.node n
            order by n.started_at
            """;

    /** Also those that were lost within the last hour. */
    public static List<NodeView> nodes(Connection connection) throws SQLException {
        return Sql.query(
                connection,
                NODES,
                row -> new NodeView(
                        row.getString("name"),
                        row.getInt("parallelism"),
                        Sql.optionalInstant(row, "started_at").orElseThrow(),
                        Sql.optionalInstant(row, "lease_until").orElseThrow(),
                        row.getBoolean("alive"),
                        row.getInt("running")));
    }
}
