package dev.dagrunr.migration.transfer;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The checkpoints of tables that a run has not begun yet, which move as a whole in one chunk each: what {@link Checkpoints} is
 * for one table, in as many statements for all of them. Where any of them is not as expected, nothing is done and the answer is
 * false. Every method works in the transaction that the session is in. Confined to the thread of its transfer.
 */
final class FreshTables {
    private final Connection session;
    private final Attempt attempt;
    private final List<TargetTable> tables;

    /** @param tables all LOGGED */
    FreshTables(Connection session, Attempt attempt, List<TargetTable> tables) {
        this.session = session;
        this.attempt = attempt;
        this.tables = tables;
    }

    /**
     * Raises the fences of tables that are empty and that no attempt of this run has begun, unless a newer snapshot has taken
     * the place of the one that is to be read. Needs the lock of {@link CheckpointSchema#ensure}.
     *
     * @param source the id of its connection
     */
    boolean begin(String source, List<Origin> origins) throws SQLException {
        return register(source, origins) && allEmpty();
    }

    private boolean register(String source, List<Origin> origins) throws SQLException {
        var sql = """
                insert into dagrunr_transfer.attempt
                       (run_id, target_table, partition, partitions, lower_bound, upper_bound, incarnation, epoch,
                        generation, source_file)
                select ?, t.name, 1, 1, '{}', '{}', t.incarnation, ?, ?, t.file
                  from unnest(?::text[], ?::text[], ?::text[]) as t(name, incarnation, file)
                 where ? in (0, (select coalesce(max(generation), 0)
                                   from dagrunr_transfer.snapshot
                                  where run_id = ? and source = ?))
                   and not exists (select from dagrunr_transfer.attempt a
                                    where a.run_id = ? and a.target_table = t.name)
                    on conflict do nothing
                """;
        int generation = origins.get(0).generation();
        try (var statement = session.prepareStatement(sql)) {
            statement.setString(1, attempt.runId());
            statement.setLong(2, attempt.epoch());
            statement.setInt(3, generation);
            setNames(statement, 4);
            statement.setArray(
                    6,
                    session.createArrayOf(
                            "text", origins.stream().map(Origin::file).toArray()));
            statement.setInt(7, generation);
            statement.setString(8, attempt.runId());
            statement.setString(9, source);
            statement.setString(10, attempt.runId());
            return statement.executeUpdate() == tables.size();
        }
    }

    private boolean allEmpty() throws SQLException {
        var sql = tables.stream()
                .map(table -> "not exists (select" + table.from() + ")")
                .collect(Collectors.joining(" and ", "select ", ""));
        try (var statement = session.prepareStatement(sql);
                var result = statement.executeQuery()) {
            result.next();
            return result.getBoolean(1);
        }
    }

    /** As {@link Checkpoints#claim}: the only chunk of each table, whose rows are to follow in the same transaction. */
    boolean claim() throws SQLException {
        lock();
        var sql = """
                with fence as (
                    select target_table
                      from dagrunr_transfer.attempt
                     where run_id = ? and target_table = any (?) and partition = 1 and epoch = ?
                       for share)
                insert into dagrunr_transfer.checkpoint
                       (run_id, target_table, incarnation, partition, chunk, up_to, last_of_partition,
                        row_count, byte_count)
                select ?, t.name, t.incarnation, 1, 1, '{}', true, 0, 0
                  from unnest(?::text[], ?::text[], ?::bigint[]) as t(name, incarnation, oid)
                  join fence f on f.target_table = t.name
                 where :incarnation = t.incarnation
                    on conflict do nothing
                """.replace(":incarnation", TargetTable.incarnationOf("t.oid::oid"));
        try (var statement = session.prepareStatement(sql)) {
            statement.setString(1, attempt.runId());
            statement.setArray(2, texts(FreshTables::name));
            statement.setLong(3, attempt.epoch());
            statement.setString(4, attempt.runId());
            setNames(statement, 5);
            statement.setArray(
                    7,
                    session.createArrayOf(
                            "bigint", tables.stream().map(TargetTable::oid).toArray()));
            return statement.executeUpdate() == tables.size();
        }
    }

    /** A truncation, which takes a stronger lock, comes before this transaction or after it, never into it. */
    private void lock() throws SQLException {
        try (var statement = session.createStatement()) {
            statement.execute("set local synchronous_commit to on; lock table "
                    + tables.stream().map(table -> "only " + name(table)).collect(Collectors.joining(", "))
                    + " in row exclusive mode");
        }
    }

    /** Stores what the claimed chunks held. */
    void count(List<Long> rows, List<Long> bytes) throws SQLException {
        var sql = """
                update dagrunr_transfer.checkpoint c
                   set row_count = t.row_count, byte_count = t.byte_count
                  from unnest(?::text[], ?::text[], ?::bigint[], ?::bigint[])
                       as t(name, incarnation, row_count, byte_count)
                 where c.run_id = ? and c.target_table = t.name and c.incarnation = t.incarnation
                   and c.partition = 1 and c.chunk = 1
                """;
        try (var statement = session.prepareStatement(sql)) {
            setNames(statement, 1);
            statement.setArray(3, session.createArrayOf("bigint", rows.toArray()));
            statement.setArray(4, session.createArrayOf("bigint", bytes.toArray()));
            statement.setString(5, attempt.runId());
            statement.executeUpdate();
        }
    }

    /** Names and incarnations, at two parameters. */
    private void setNames(PreparedStatement statement, int parameter) throws SQLException {
        statement.setArray(parameter, texts(FreshTables::name));
        statement.setArray(parameter + 1, texts(TargetTable::incarnation));
    }

    private Array texts(Function<TargetTable, String> text) throws SQLException {
        return session.createArrayOf("text", tables.stream().map(text).toArray());
    }

    private static String name(TargetTable table) {
        return table.address().qualifiedName().quoted();
    }
}
