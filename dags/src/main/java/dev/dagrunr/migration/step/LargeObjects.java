package dev.dagrunr.migration.step;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The large objects of a database, page by page in the order of their numbers. The connection is the caller's. */
final class LargeObjects {
    private static final int PAGE = 500;
    private static final int PIECE = 1 << 20;

    private final Connection connection;

    LargeObjects(Connection connection) {
        this.connection = connection;
    }

    /** The next numbers after one; none when there are no more. */
    List<Long> after(long number) throws SQLException {
        var sql =
                "select oid from pg_catalog.pg_largeobject_metadata where oid > ?::pg_catalog.oid order by oid limit ?";
        try (var statement = connection.prepareStatement(sql)) {
            statement.setLong(1, number);
            statement.setInt(2, PAGE);
            return numbers(statement);
        }
    }

    /** Which of some numbers are there. */
    Set<Long> present(List<Long> numbers) throws SQLException {
        var sql = "select oid from pg_catalog.pg_largeobject_metadata where oid = any (?::pg_catalog.oid[])";
        try (var statement = connection.prepareStatement(sql)) {
            statement.setArray(1, connection.createArrayOf("bigint", numbers.toArray()));
            return new HashSet<>(numbers(statement));
        }
    }

    private static List<Long> numbers(PreparedStatement statement) throws SQLException {
        var numbers = new ArrayList<Long>();
        try (var rows = statement.executeQuery()) {
            while (rows.next()) {
                numbers.add(rows.getLong(1));
            }
        }
        return numbers;
    }

    /**
     * Creates one of the same number and contents, a megabyte at a time, in the transaction that both are in.
     *
     * @return its bytes
     */
    long copy(long number, LargeObjects target) throws SQLException {
        target.run("select pg_catalog.lo_create(?::pg_catalog.oid)", number);
        try (var read = connection.prepareStatement("select pg_catalog.lo_get(?::pg_catalog.oid, ?, ?)");
                var write = target.connection.prepareStatement("select pg_catalog.lo_put(?::pg_catalog.oid, ?, ?)")) {
            long bytes = 0;
            byte[] piece;
            do {
                read.setLong(1, number);
                read.setLong(2, bytes);
                read.setInt(3, PIECE);
                try (var row = read.executeQuery()) {
                    row.next();
                    piece = row.getBytes(1);
                }
                if (piece.length > 0) {
                    write.setLong(1, number);
                    write.setLong(2, bytes);
                    write.setBytes(3, piece);
                    write.execute();
                }
                bytes += piece.length;
            } while (piece.length == PIECE);
            return bytes;
        }
    }

    /** Removes from a target those that the source has, too; the numbers of a page in a transaction. */
    static void drop(Connection source, TargetSession target) throws SQLException {
        var objects = new LargeObjects(source);
        var others = new LargeObjects(target.connection());
        target.connection().setAutoCommit(false);
        try {
            for (var page = objects.after(0); !page.isEmpty(); page = objects.after(page.get(page.size() - 1))) {
                target.hold();
                for (var number : others.present(page)) {
                    others.run("select pg_catalog.lo_unlink(?::pg_catalog.oid)", number);
                }
                target.connection().commit();
            }
        } finally {
            if (!target.connection().isClosed()) {
                target.connection().rollback();
                target.connection().setAutoCommit(true);
            }
        }
    }

    private void run(String sql, long number) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            statement.setLong(1, number);
            statement.execute();
        }
    }

    /** A sentence when the target has one under a number that the source has, too; none else. Reads only. */
    static List<String> conflicts(Connection source, Connection target) throws SQLException {
        var objects = new LargeObjects(source);
        for (var page = objects.after(0); !page.isEmpty(); page = objects.after(page.get(page.size() - 1))) {
            var present = new LargeObjects(target).present(page);
            if (!present.isEmpty()) {
                return List.of(
                        "The target has large object " + present.iterator().next()
                                + " already; set drop_existing_tables to true to replace it, or leave out large_objects");
            }
        }
        return List.of();
    }
}
