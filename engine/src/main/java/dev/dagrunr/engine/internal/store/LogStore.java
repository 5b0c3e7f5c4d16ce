package dev.dagrunr.engine.internal.store;

import dev.dagrunr.engine.LogLine;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Table {@code task_log}: what attempts said. */
public final class LogStore {
    private LogStore() {}

    private static final String INSERT = """
            insert into dagrunr.task_log (instance, epoch, line, logged_at, level, message)
            select ?, ?, said.line, said.at::timestamptz, said.level, said.message
            from unnest(?, ?, ?, ?) as said (line, at, level, message)
            on conflict do nothing
            """;

    /** Appends lines of one attempt; lines that are stored already stay as they are. */
    public static void append(Connection connection, long instance, int epoch, List<LogLine> lines)
            throws SQLException {
        Sql.update(
                connection,
                INSERT,
                instance,
                epoch,
                lines.stream().map(LogLine::line).toList(),
                lines.stream().map(line -> line.at().toString()).toList(),
                lines.stream().map(LogLine::level).toList(),
                lines.stream().map(LogLine::message).toList());
    }

    private static final String SELECT = """
            select epoch, line, logged_at, level, message
            from dagrunr.task_log
            where instance = ?
            order by epoch, line
            """;

    /** All attempts of an instance, the oldest first. */
    public static List<LogLine> lines(Connection connection, long instance) throws SQLException {
        return Sql.query(
                connection,
                SELECT,
                row -> new LogLine(
                        row.getInt("epoch"),
                        row.getInt("line"),
                        Sql.optionalInstant(row, "logged_at").orElseThrow(),
                        row.getString("level"),
                        row.getString("message")),
                instance);
    }
}
