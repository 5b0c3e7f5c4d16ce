package dev.dagrunr.migration.step;

import dev.dagrunr.dag.TaskContext;
import dev.dagrunr.migration.MigrationParams;
import dev.dagrunr.migration.step.RunLock.Held;
import dev.dagrunr.migration.transfer.TaskFence;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Types;
import org.jspecify.annotations.Nullable;

/**
 * The {@code max_parallel_maintenance} places in which a run builds indexes while rows still move, as locks on the target:
 * whoever builds one has a place, and no session has two. Immutable.
 */
record BuildPlaces(TaskContext<MigrationParams> context) {
    /** Those that no other task has, at this moment. What earlier attempts of this task have ends when it begins. */
    int free(Connection session) throws SQLException {
        var ownLock = TaskFence.lockKey(TargetSession.fenceName(context), TransferSteps.attempt(context));
        return count(session, ownLock);
    }

    /** Those that nobody has, at this moment. */
    int unused(Connection session) throws SQLException {
        return count(session, null);
    }

    /** @param passedOver an advisory lock; places of the sessions that have it do not count */
    private int count(Connection session, @Nullable Long passedOver) throws SQLException {
        var sql = """
                with held as (
                    select pid, (classid::bigint << 32) | objid::bigint as key
                      from pg_locks
                     where locktype = 'advisory' and granted and objsubid = 1
                       and database = (select oid from pg_database where datname = current_database()))
                select count(*)
                  from generate_series(1, ?) n
                 where not exists (
                        select
                          from held h
                         where h.key = hashtextextended(? || n, 0)
                           and h.pid not in (select o.pid from held o where o.key = ?))
                """;
        try (var statement = session.prepareStatement(sql)) {
            statement.setInt(1, number());
            statement.setString(2, place("").name());
            statement.setObject(3, passedOver, Types.BIGINT);
            try (var result = statement.executeQuery()) {
                result.next();
                return result.getInt(1);
            }
        }
    }

    /** @return null when none is free */
    @Nullable Held take(Connection session) throws SQLException {
        for (int place = 1; place <= number(); place++) {
            var held = place(String.valueOf(place)).tryTake(session);
            if (held != null) {
                return held;
            }
        }
        return null;
    }

    int number() {
        return context.params().maxParallelMaintenance();
    }

    private RunLock place(String number) {
        return RunLock.of(context, "place", number);
    }
}
