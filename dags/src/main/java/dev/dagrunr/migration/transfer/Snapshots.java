package dev.dagrunr.migration.transfer;

import dev.dagrunr.migration.connection.Connections;
import dev.dagrunr.migration.connection.SessionSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * The one snapshot of the source that all transfers of a run read. The first of them takes it, on whatever node it runs,
 * and writes its name down on the target, where the others find it. When its keeper is lost, the next attempt takes
 * another one, of the next generation; what was known of the source's tables at both moments tells which of them are the
 * same in both. Confined to a thread, with the transfer it belongs to.
 */
final class Snapshots {
    /** Before 16, from 16 on, and when the keeper went away in the middle. */
    private static final List<String> LOST = List.of("22023", "42704", "55000");

    private static final int ROUNDS = 10;

    private final Connections connections;
    private final String source;
    private final String runId;

    Snapshots(Connections connections, String source, String runId) {
        this.connections = connections;
        this.source = source;
        this.runId = runId;
    }

    /**
     * Begins a transaction on the source that reads the run's snapshot.
     *
     * @param target in no transaction; auto-commit is off afterwards
     */
    Snapshot join(Connection source, Connection target) throws SQLException {
        var lost = 0;
        for (var round = 1; ; round++) {
            var snapshot = current(target, lost);
            try {
                begin(source, snapshot);
                return snapshot;
            } catch (SQLException e) {
                if (!LOST.contains(String.valueOf(e.getSQLState())) || round == ROUNDS) {
                    throw e;
                }
                source.rollback();
                lost = snapshot.generation();
            }
        }
    }

    private void begin(Connection session, Snapshot snapshot) throws SQLException {
        session.setAutoCommit(false);
        try (var statement = session.createStatement()) {
            statement.execute("set transaction isolation level repeatable read, read only");
            // The server names snapshots by digits and dashes alone.
            statement.execute("set transaction snapshot '" + snapshot.id().replaceAll("[^0-9A-F-]", "") + "'");
        }
        try (var statement = session.prepareStatement("select pg_advisory_xact_lock_shared(?)")) {
            statement.setLong(1, lock());
            statement.execute();
        }
    }

    /** The newest snapshot of the run; taken now when there is none, or when the newest is the one that was lost. */
    private Snapshot current(Connection target, int lost) throws SQLException {
        target.setAutoCommit(false);
        CheckpointSchema.ensure(target);
        var newest = newest(target);
        var snapshot = newest.isPresent() && newest.get().generation() > lost
                ? newest.get()
                : take(target, newest.map(Snapshot::generation).orElse(0) + 1);
        target.commit();
        return snapshot;
    }

    private Optional<Snapshot> newest(Connection target) throws SQLException {
        var sql = """
                select generation, snapshot_id
                  from dagrunr_transfer.snapshot
                 where run_id = ? and source = ?
                 order by generation desc
                 limit 1
                """;
        try (var statement = target.prepareStatement(sql)) {
            statement.setString(1, runId);
            statement.setString(2, source);
            try (var result = statement.executeQuery()) {
                return result.next()
                        ? Optional.of(new Snapshot(result.getInt(1), result.getString(2)))
                        : Optional.empty();
            }
        }
    }

    private Snapshot take(Connection target, int generation) throws SQLException {
        var session = connections.openAlone(source, SessionSettings.reading("dagrunr snapshot " + runId));
        try {
            session.setAutoCommit(false);
            // Read before the snapshot is taken and after: what changes in between counts as changed.
            var before = SourceState.read(session);
            session.commit();
            var snapshot = export(session, target, generation);
            insertStates(target, generation, before, SourceState.read(session));
            SnapshotKeeper.start(session, runId, lock());
            return snapshot;
        } catch (SQLException e) {
            session.close();
            throw e;
        }
    }

    private Snapshot export(Connection session, Connection target, int generation) throws SQLException {
        try (var statement = session.createStatement()) {
            statement.execute("set transaction isolation level repeatable read, read only");
        }
        var sql = """
                select pg_export_snapshot(), txid_current_snapshot()::text, pid, backend_start::text
                  from pg_stat_activity
                 where pid = pg_backend_pid()
                """;
        try (var statement = session.createStatement();
                var result = statement.executeQuery(sql)) {
            result.next();
            var snapshot = new Snapshot(generation, result.getString(1));
            insert(
                    target,
                    snapshot,
                    result.getString(2),
                    SourceState.settled(session),
                    result.getInt(3),
                    result.getString(4));
            return snapshot;
        }
    }

    private void insert(
            Connection target, Snapshot snapshot, String visible, boolean settled, int keeper, String keeperBegan)
            throws SQLException {
        var sql = """
                insert into dagrunr_transfer.snapshot
                       (run_id, source, generation, snapshot_id, visible, settled, keeper_pid, keeper_began)
                values (?, ?, ?, ?, ?, ?, ?, ?)
                """;
        try (var statement = target.prepareStatement(sql)) {
            statement.setString(1, runId);
            statement.setString(2, source);
            statement.setInt(3, snapshot.generation());
            statement.setString(4, snapshot.id());
            statement.setString(5, visible);
            statement.setBoolean(6, settled);
            statement.setInt(7, keeper);
            statement.setString(8, keeperBegan);
            statement.executeUpdate();
        }
    }

    private void insertStates(Connection target, int generation, SourceState before, SourceState after)
            throws SQLException {
        var sql = """
                insert into dagrunr_transfer.source_table (run_id, source, generation, source_oid, before, after)
                select ?, ?, ?, b.source_oid, b.state, a.state
                  from unnest(?::bigint[], ?::text[]) as b(source_oid, state)
                  join unnest(?::bigint[], ?::text[]) as a(source_oid, state) using (source_oid)
                """;
        try (var statement = target.prepareStatement(sql)) {
            statement.setString(1, runId);
            statement.setString(2, source);
            statement.setInt(3, generation);
            statement.setArray(4, target.createArrayOf("bigint", before.tables().toArray()));
            statement.setArray(5, target.createArrayOf("text", before.states().toArray()));
            statement.setArray(6, target.createArrayOf("bigint", after.tables().toArray()));
            statement.setArray(7, target.createArrayOf("text", after.states().toArray()));
            statement.executeUpdate();
        }
    }

    /**
     * Ends the snapshot, whichever node keeps it.
     *
     * @param target in no transaction, which is left as it was
     */
    void release(Connection target) throws SQLException {
        var sql = """
                select keeper_pid, keeper_began
                  from dagrunr_transfer.snapshot
                 where run_id = ? and source = ?
                """;
        if (!CheckpointSchema.exists(target)) {
            return;
        }
        try (var statement = target.prepareStatement(sql);
                var session = connections.open(source, SessionSettings.reading("dagrunr release " + runId))) {
            statement.setString(1, runId);
            statement.setString(2, source);
            try (var result = statement.executeQuery()) {
                while (result.next()) {
                    end(session, result.getInt(1), result.getString(2));
                }
            }
        }
    }

    private static void end(Connection session, int keeper, String began) throws SQLException {
        var sql = """
                select pg_terminate_backend(pid)
                  from pg_stat_activity
                 where pid = ? and backend_start::text = ?
                """;
        try (var statement = session.prepareStatement(sql)) {
            statement.setInt(1, keeper);
            statement.setString(2, began);
            statement.execute();
        }
    }

    private long lock() {
        return PartitionLock.ofSnapshot(source, runId).key();
    }
}
