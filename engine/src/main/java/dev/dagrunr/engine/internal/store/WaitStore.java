package dev.dagrunr.engine.internal.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** Table {@code task_wait}. */
public final class WaitStore {
    private WaitStore() {}

    /**
     * How long an instance has been waiting.
     *
     * @param looks how often it has looked
     */
    public record Wait(Instant since, int looks) {}

    private static final String LOOKED = """
            insert into dagrunr.task_wait as w (instance, try_number, since, looks)
            values (?, ?, ?, 1)
            on conflict (instance) do update
            set looks = case when ? and w.try_number <> excluded.try_number then 1 else w.looks + 1 end,
                since = case when ? and w.try_number <> excluded.try_number then excluded.since else w.since end,
                try_number = excluded.try_number
            returning since, looks
            """;

    /**
     * Counts a look that found nothing.
     *
     * @param began when this look began
     * @param anew whether a new try begins to wait anew
     */
    public static Wait looked(Connection connection, StoredInstance attempt, Instant began, boolean anew)
            throws SQLException {
        return Sql.first(
                        connection,
                        LOOKED,
                        row -> {
                            var since = Sql.instant(row, "since");
                            return new Wait(since == null ? began : since, row.getInt("looks"));
                        },
                        attempt.id(),
                        attempt.tryNumber(),
                        began,
                        anew,
                        anew)
                .orElseThrow();
    }

    private static final String FORGET = "delete from dagrunr.task_wait where instance = any (?)";

    /** Instances that were cleared begin to wait anew. */
    public static void forget(Connection connection, List<StoredInstance> instances) throws SQLException {
        Sql.update(connection, FORGET, (Object)
                instances.stream().map(StoredInstance::id).toList());
    }
}
