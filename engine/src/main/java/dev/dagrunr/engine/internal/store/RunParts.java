package dev.dagrunr.engine.internal.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** Deletes what belongs to runs that have ended and stay, in pieces, and notes which runs are through. */
public final class RunParts {
    private RunParts() {}

    /** What can go while the run stays. */
    public enum Part {
        LOGS("task_log", "join dagrunr.task_log p on p.instance = i.id"),
        VALUES("xcom", "join dagrunr.xcom p on p.run = i.run and p.task_id = i.task_id and p.map_index = i.map_index"),
        ATTEMPTS("task_try", "join dagrunr.task_try p on p.instance = i.id");

        private final String delete;
        private final String count;

        Part(String table, String join) {
            delete = """
                    delete from dagrunr.%s
                    where ctid = any (array(
                        select p.ctid from dagrunr.task_instance i %s where i.run = ? limit ?))
                    """.formatted(table, join);
            count = """
                    select count(*)
                    from dagrunr.dag_run r
                    join dagrunr.task_instance i on i.run = r.id
                    %s
                    where %s
                    """.formatted(join, OVER);
        }

        private String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final String OVER = """
            r.state in ('success', 'failed') and not r.expired and r.ended_at < ?
              and (cast(? as text) is null or r.dag_id = ?)
            """;

    /** How many rows {@link #deletePiece} would delete of all such runs. */
    public static long count(Connection connection, Part part, Optional<String> dagId, Instant endedBefore)
            throws SQLException {
        var dag = dagId.orElse(null);
        return Sql.first(connection, part.count, row -> row.getLong(1), endedBefore, dag, dag)
                .orElse(0L);
    }

    // a run that was cleared has another end, and is looked at again
    private static final String NEXT = """
            select r.id
            from dagrunr.dag_run r
            where %s
              and not exists (
                select 1 from dagrunr.cleaned_run c where c.run = r.id and c.part = ? and c.ended_at = r.ended_at)
            order by r.id
            limit 1
            for update of r skip locked
            """.formatted(OVER);

    /** One of the runs that still have the part, locked. */
    public static Optional<Long> next(Connection connection, Part part, Optional<String> dagId, Instant endedBefore)
            throws SQLException {
        var dag = dagId.orElse(null);
        return Sql.first(connection, NEXT, row -> row.getLong(1), endedBefore, dag, dag, part.wireName());
    }

    private static final String NOTE = """
            insert into dagrunr.cleaned_run (run, part, ended_at)
            select id, ?, ended_at from dagrunr.dag_run where id = ?
            on conflict (run, part) do update set ended_at = excluded.ended_at
            """;

    /** @return how many rows were deleted; the run is through once there are fewer than {@code rows} */
    public static int deletePiece(Connection connection, Part part, long run, int rows) throws SQLException {
        int deleted = Sql.update(connection, part.delete, run, rows);
        if (deleted < rows) {
            Sql.update(connection, NOTE, part.wireName(), run);
        }
        return deleted;
    }
}
