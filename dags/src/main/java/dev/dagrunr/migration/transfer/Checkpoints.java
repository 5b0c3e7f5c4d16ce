package dev.dagrunr.migration.transfer;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/**
 * The checkpoints of one partition on the target, and the fence around it. Every method works in the transaction that
 * the session is in; the caller decides when it commits. Confined to the thread of its transfer.
 */
final class Checkpoints {
    private final Connection session;
    private final TargetTable target;
    private final PartitionLoad load;
    private final Attempt attempt;
    private final CheckpointTable table;
    private final String targetName;

    Checkpoints(Connection session, TargetTable target, PartitionLoad load, Attempt attempt) {
        this.session = session;
        this.target = target;
        this.load = load;
        this.attempt = attempt;
        this.table = CheckpointTable.of(target);
        this.targetName = target.address().qualifiedName().quoted();
    }

    /**
     * Raises the fence to this attempt's epoch and reads how far the partition has come.
     *
     * @throws TransferException when a newer attempt was here, when the partition was begun with other bounds, or when the
     *     table holds rows that no checkpoint of this run knows
     */
    Progress begin(Origin origin) throws SQLException {
        CheckpointSchema.ensure(session);
        refuseAnotherPlan();
        register(origin);
        refuseUnknownRows();
        return progress();
    }

    /**
     * Writes the checkpoint of a chunk whose rows are to follow in the same transaction. The fence's row stays locked
     * until the transaction ends: a newer attempt waits for it, or finds it gone.
     *
     * @return false when a newer attempt has raised the fence or written the chunk, or the table is not the one that the transfer began with
     */
    boolean claim(int chunk, List<String> end) throws SQLException {
        lockTable(end.isEmpty());
        var sql = table.in("""
                with fence as (
                    select 1
                      from dagrunr_transfer.attempt
                     where run_id = ? and target_table = ? and partition = ? and epoch = ?
                       for share)
                insert into :checkpoint
                       (run_id, target_table, incarnation, partition, chunk, up_to, last_of_partition,
                        row_count, byte_count)
                select ?, ?, ?, ?, ?, ?::text[], ?, 0, 0
                  from fence
                 where :incarnation = ?
                    on conflict do nothing
                """).replace(":incarnation", TargetTable.INCARNATION);
        try (var statement = session.prepareStatement(sql)) {
            identify(statement, 1);
            statement.setLong(4, attempt.epoch());
            statement.setString(5, attempt.runId());
            statement.setString(6, targetName);
            statement.setString(7, target.incarnation());
            statement.setInt(8, load.partition());
            statement.setInt(9, chunk);
            setTexts(statement, 10, end);
            statement.setBoolean(11, end.isEmpty());
            statement.setLong(12, target.oid());
            statement.setString(13, target.incarnation());
            return statement.executeUpdate() == 1;
        }
    }

    /** Stores what a claimed chunk held. */
    void count(int chunk, long rows, long bytes) throws SQLException {
        var sql = table.in("""
                update :checkpoint
                   set row_count = ?, byte_count = ?
                 where run_id = ? and target_table = ? and partition = ? and incarnation = ? and chunk = ?
                """);
        try (var statement = session.prepareStatement(sql)) {
            statement.setLong(1, rows);
            statement.setLong(2, bytes);
            identify(statement, 3);
            statement.setString(6, target.incarnation());
            statement.setInt(7, chunk);
            statement.executeUpdate();
        }
    }

    Progress progress() throws SQLException {
        var sql = table.in("""
                select count(*) over (), sum(row_count) over (), sum(byte_count) over (), up_to, last_of_partition
                  from :checkpoint
                 where run_id = ? and target_table = ? and partition = ? and incarnation = ?
                 order by chunk desc
                 limit 1
                """);
        try (var statement = session.prepareStatement(sql)) {
            identify(statement, 1);
            statement.setString(4, target.incarnation());
            try (var result = statement.executeQuery()) {
                return result.next()
                        ? new Progress(
                                result.getInt(1),
                                result.getLong(2),
                                result.getLong(3),
                                List.of((String[]) result.getArray(4).getArray()),
                                result.getBoolean(5))
                        : Progress.NONE;
            }
        }
    }

    /** Whether every partition of the table is there. */
    boolean tableComplete() throws SQLException {
        var sql = table.in("""
                select count(*) = ?
                  from :checkpoint
                 where run_id = ? and target_table = ? and incarnation = ? and last_of_partition
                """);
        try (var statement = session.prepareStatement(sql)) {
            statement.setInt(1, load.partitions());
            statement.setString(2, attempt.runId());
            statement.setString(3, targetName);
            statement.setString(4, target.incarnation());
            return isTrue(statement);
        }
    }

    /** Whether the partition was last moved into a table that was emptied since. */
    boolean ofAnotherIncarnation() throws SQLException {
        var sql = """
                select exists (
                    select from dagrunr_transfer.attempt
                     where run_id = ? and target_table = ? and partition = ? and incarnation <> ?)
                """;
        try (var statement = session.prepareStatement(sql)) {
            identify(statement, 1);
            statement.setString(4, target.incarnation());
            return isTrue(statement);
        }
    }

    /** Says that the rows of the partition are in the table as it is now. */
    void adopt() throws SQLException {
        var sql = """
                update dagrunr_transfer.attempt
                   set incarnation = ?
                 where run_id = ? and target_table = ? and partition = ?
                """;
        try (var statement = session.prepareStatement(sql)) {
            statement.setString(1, target.incarnation());
            identify(statement, 2);
            statement.executeUpdate();
        }
    }

    /** The epoch of the newest attempt at this partition; 0 when there was none. */
    long epoch() throws SQLException {
        var sql = """
                select coalesce(max(epoch), 0)
                  from dagrunr_transfer.attempt
                 where run_id = ? and target_table = ? and partition = ?
                """;
        try (var statement = session.prepareStatement(sql)) {
            identify(statement, 1);
            try (var result = statement.executeQuery()) {
                result.next();
                return result.getLong(1);
            }
        }
    }

    /** What to say when {@link #claim} found the fence or the table changed. */
    RuntimeException fenced(int chunk) throws SQLException {
        if (epoch() == attempt.epoch()) {
            return new StartedAnew(load);
        }
        return new TransferException(
                TransferErrorCode.FENCED_OFF,
                "Chunk " + chunk + " of " + load.label() + " was not written: a newer attempt than epoch "
                        + attempt.epoch() + " has begun, or table " + target.address()
                        + " was emptied or created anew since this one began.");
    }

    /** A truncation, which takes a stronger lock, comes before this transaction or after it, never into it. */
    private void lockTable(boolean last) throws SQLException {
        // What this task reports elsewhere must be durable here: the last commit is a synchronous one, and makes the
        // earlier ones durable with it.
        var commit = last ? "set local synchronous_commit to on; " : "set local synchronous_commit to off; ";
        try (var statement = session.createStatement()) {
            statement.execute(commit + "lock table " + targetName + " in row exclusive mode");
        }
    }

    /** For a transaction that is about to change the table before this attempt has registered. */
    void refuseWhenOvertaken() throws SQLException {
        if (epoch() > attempt.epoch()) {
            throw overtaken();
        }
    }

    private TransferException overtaken() {
        return new TransferException(
                TransferErrorCode.FENCED_OFF,
                "The transfer of " + load.label() + " was not begun: a newer attempt than epoch " + attempt.epoch()
                        + " was there before.");
    }

    private void register(Origin origin) throws SQLException {
        var sql = """
                insert into dagrunr_transfer.attempt as a
                       (run_id, target_table, partition, partitions, lower_bound, upper_bound, incarnation, epoch,
                        generation, source_file)
                values (?, ?, ?, ?, ?::text[], ?::text[], ?, ?, ?, ?)
                    on conflict (run_id, target_table, partition) do update
                   set partitions = excluded.partitions, lower_bound = excluded.lower_bound,
                       upper_bound = excluded.upper_bound, incarnation = excluded.incarnation, epoch = excluded.epoch,
                       generation = excluded.generation, source_file = excluded.source_file
                 where a.epoch <= excluded.epoch
                """;
        try (var statement = session.prepareStatement(sql)) {
            identify(statement, 1);
            statement.setInt(4, load.partitions());
            setTexts(statement, 5, load.lower());
            setTexts(statement, 6, load.upper());
            statement.setString(7, target.incarnation());
            statement.setLong(8, attempt.epoch());
            statement.setInt(9, origin.generation());
            statement.setString(10, origin.file());
            if (statement.executeUpdate() == 0) {
                throw overtaken();
            }
        }
    }

    /** Other bounds than those that rows were copied by would leave rows out, or bring them twice. */
    private void refuseAnotherPlan() throws SQLException {
        var sql = table.in("""
                select exists (
                    select from dagrunr_transfer.attempt a
                     where a.run_id = ? and a.target_table = ? and a.incarnation = ?
                       and (a.partitions <> ?
                            or a.partition = ? and (a.lower_bound <> ?::text[] or a.upper_bound <> ?::text[]))
                       and exists (select from :checkpoint c
                                    where c.run_id = a.run_id and c.target_table = a.target_table
                                      and c.incarnation = a.incarnation and c.partition = a.partition))
                """);
        try (var statement = session.prepareStatement(sql)) {
            statement.setString(1, attempt.runId());
            statement.setString(2, targetName);
            statement.setString(3, target.incarnation());
            statement.setInt(4, load.partitions());
            statement.setInt(5, load.partition());
            setTexts(statement, 6, load.lower());
            setTexts(statement, 7, load.upper());
            if (isTrue(statement)) {
                throw new TransferException(
                        TransferErrorCode.TARGET_NOT_AS_LEFT,
                        "The transfer of " + load.label() + " cannot go on: table " + target.address()
                                + " holds rows of this run that were divided otherwise; "
                                + "empty it, by clearing the task that creates it, and transfer all of it again.");
            }
        }
    }

    /** Rows and their checkpoint become visible together, so one statement sees both or neither. */
    private void refuseUnknownRows() throws SQLException {
        var sql = table.in(
                "select exists (select" + target.from()
                        + ") and not exists (select from :checkpoint where run_id = ? and target_table = ? and incarnation = ?)");
        try (var statement = session.prepareStatement(sql)) {
            statement.setString(1, attempt.runId());
            statement.setString(2, targetName);
            statement.setString(3, target.incarnation());
            if (isTrue(statement)) {
                throw new TransferException(
                        TransferErrorCode.TARGET_NOT_AS_LEFT,
                        "Table " + target.address() + " of connection '"
                                + target.address().connectionId()
                                + "' already holds rows that this run did not copy into it as it is now; "
                                + "empty it, by clearing the task that creates it, and transfer it again.");
            }
        }
    }

    private void identify(PreparedStatement statement, int first) throws SQLException {
        statement.setString(first, attempt.runId());
        statement.setString(first + 1, targetName);
        statement.setInt(first + 2, load.partition());
    }

    private void setTexts(PreparedStatement statement, int parameter, List<String> texts) throws SQLException {
        statement.setArray(parameter, session.createArrayOf("text", texts.toArray()));
    }

    private static boolean isTrue(PreparedStatement statement) throws SQLException {
        try (var result = statement.executeQuery()) {
            result.next();
            return result.getBoolean(1);
        }
    }
}
