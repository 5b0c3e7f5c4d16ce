package dev.dagrunr.migration.transfer;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * What the rows that a table has already were read of, and whether rows of another origin may join them. Every method
 * works in the transaction that the session is in, which must hold the lock of {@link CheckpointSchema#ensure}.
 */
final class Origins {
    private final Connection target;
    private final String runId;
    private final String source;

    Origins(Connection target, String runId, String source) {
        this.target = target;
        this.runId = runId;
        this.source = source;
    }

    /** Whether no newer snapshot has taken the place of this one. */
    boolean newest(Origin origin) throws SQLException {
        var sql = """
                select ? in (0, coalesce(max(generation), 0))
                  from dagrunr_transfer.snapshot
                 where run_id = ? and source = ?
                """;
        try (var statement = target.prepareStatement(sql)) {
            statement.setInt(1, origin.generation());
            statement.setString(2, runId);
            statement.setString(3, source);
            try (var result = statement.executeQuery()) {
                result.next();
                return result.getBoolean(1);
            }
        }
    }

    /** The origins of the rows that are there, as far as they are not this one. */
    List<Origin> others(TargetTable table, Origin origin) throws SQLException {
        var sql = CheckpointTable.of(table).in("""
                select distinct a.generation, a.source_file
                  from dagrunr_transfer.attempt a
                 where a.run_id = ? and a.target_table = ? and a.incarnation = ?
                   and (a.generation, a.source_file) <> (?, ?)
                   and exists (select from :checkpoint c
                                where c.run_id = a.run_id and c.target_table = a.target_table
                                  and c.incarnation = a.incarnation and c.partition = a.partition)
                """);
        var others = new ArrayList<Origin>();
        try (var statement = target.prepareStatement(sql)) {
            statement.setString(1, runId);
            statement.setString(2, table.address().qualifiedName().quoted());
            statement.setString(3, table.incarnation());
            statement.setInt(4, origin.generation());
            statement.setString(5, origin.file());
            try (var result = statement.executeQuery()) {
                while (result.next()) {
                    others.add(new Origin(result.getInt(1), result.getString(2)));
                }
            }
        }
        return others;
    }

    /** Whether a table of the source is for certain the same in both. */
    boolean same(Origin one, Origin other, long sourceOid) throws SQLException {
        return one.file().equals(other.file())
                && (one.generation() == other.generation() || unchanged(one, other, sourceOid));
    }

    /** Either nothing at all was committed on the server in between, or nothing that concerns the table. */
    private boolean unchanged(Origin old, Origin now, long sourceOid) throws SQLException {
        var sql = """
                select o.visible = n.visible
                       or n.settled and coalesce((
                           select ot.before = nt.after
                             from dagrunr_transfer.source_table ot
                             join dagrunr_transfer.source_table nt using (run_id, source, source_oid)
                            where ot.run_id = n.run_id and ot.source = n.source and ot.source_oid = ?
                              and ot.generation = o.generation and nt.generation = n.generation), false)
                  from dagrunr_transfer.snapshot o
                  join dagrunr_transfer.snapshot n using (run_id, source)
                 where run_id = ? and source = ? and o.generation = ? and n.generation = ?
                """;
        try (var statement = target.prepareStatement(sql)) {
            statement.setLong(1, sourceOid);
            statement.setString(2, runId);
            statement.setString(3, source);
            statement.setInt(4, old.generation());
            statement.setInt(5, now.generation());
            try (var result = statement.executeQuery()) {
                return result.next() && result.getBoolean(1);
            }
        }
    }
}
