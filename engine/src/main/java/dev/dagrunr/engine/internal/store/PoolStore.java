package dev.dagrunr.engine.internal.store;

import dev.dagrunr.engine.PoolInfo;
import dev.dagrunr.engine.PoolSettings;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** Table {@code pool}. */
public final class PoolStore {
    private PoolStore() {}

    private static final String SETTINGS = "select name, slots, include_deferred, description from dagrunr.pool";

    public static List<PoolSettings> settings(Connection connection) throws SQLException {
        return Sql.query(connection, SETTINGS, PoolStore::settings);
    }

    // who is queued or running is few beside all instances, and each state has an index of its own
    private static final String ALL = """
            select p.name, p.slots, p.include_deferred, p.description,
                (select coalesce(sum(t.pool_slots), 0) from dagrunr.task_instance t
                    where t.state = 'queued' and t.pool = p.name)
                + (select coalesce(sum(t.pool_slots), 0) from dagrunr.task_instance t
                    where t.state = 'running' and t.pool = p.name)
                + (select coalesce(sum(t.pool_slots), 0) from dagrunr.task_instance t
                    where t.state = 'up_for_reschedule' and t.due_at is null and t.pool = p.name and p.include_deferred)
                as occupied,
                (select count(*) from dagrunr.task_instance t where t.state = 'scheduled' and t.pool = p.name)
                as waiting
            from dagrunr.pool p
            order by p.name
            """;

    public static List<PoolInfo> all(Connection connection) throws SQLException {
        return Sql.query(
                connection, ALL, row -> new PoolInfo(settings(row), row.getInt("occupied"), row.getInt("waiting")));
    }

    private static final String SAVE = """
            insert into dagrunr.pool (name, slots, include_deferred, description)
            values (?, ?, ?, ?)
            on conflict (name) do update
            set slots = excluded.slots, include_deferred = excluded.include_deferred,
                description = excluded.description
            """;

    public static void save(Connection connection, PoolSettings pool) throws SQLException {
        Sql.update(connection, SAVE, pool.name(), pool.slots(), pool.includeDeferred(), pool.description());
    }

    // in the order in which whoever needs several runs locks them
    private static final String ADMIT_ALL_RUNS = """
            update dagrunr.dag_run
            set admitted = true
            where id in (
                select id
                from dagrunr.dag_run
                where state not in ('success', 'failed') and not admitted
                order by id
                for update)
            """;

    /** From now on the instances of all runs under way are queued by what all of them take together. */
    public static void admitAllRuns(Connection connection) throws SQLException {
        Sql.update(connection, ADMIT_ALL_RUNS);
    }

    private static final String USERS = """
            select distinct r.dag_id
            from dagrunr.dag_run r
            join dagrunr.task_instance t on t.run = r.id
            where r.admitted and r.state not in ('success', 'failed') and t.pool = ?
                and t.state not in ('success', 'failed', 'skipped', 'upstream_failed', 'removed')
            order by r.dag_id
            """;

    /** The DAGs that have a run under way with an instance that names the pool. */
    public static List<String> users(Connection connection, String pool) throws SQLException {
        return Sql.query(connection, USERS, row -> row.getString(1), pool);
    }

    private static final String DELETE = "delete from dagrunr.pool where name = ?";

    /** @return false when there is none of that name */
    public static boolean delete(Connection connection, String pool) throws SQLException {
        return Sql.update(connection, DELETE, pool) == 1;
    }

    private static PoolSettings settings(ResultSet row) throws SQLException {
        return new PoolSettings(
                row.getString("name"),
                row.getInt("slots"),
                row.getBoolean("include_deferred"),
                row.getString("description"));
    }
}
