package dev.dagrunr.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * What a migration's transfer is without its promises: one COPY for each partition, by place, and nothing that remembers how
 * far it came. Arguments are the JDBC addresses of source and target and the table; for each number of partitions that comes
 * in a line on standard input it copies the table and answers with the seconds. It stays, so that its code is as warm as a
 * worker's.
 */
final class UnchunkedCopyMain {
    private static final int MESSAGE = 64 * 1024;

    private final String source;
    private final String target;
    private final String table;

    private UnchunkedCopyMain(String source, String target, String table) {
        this.source = source;
        this.target = target;
        this.table = table;
    }

    public static void main(String[] args) throws IOException, SQLException {
        var copy = new UnchunkedCopyMain(args[0], args[1], args[2]);
        try (var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                System.out.println(copy.seconds(Integer.parseInt(line.strip())));
            }
        }
    }

    private double seconds(int partitions) throws SQLException {
        var sessions = new ArrayList<Connection>();
        try {
            for (int i = 0; i < 2 * partitions; i++) {
                sessions.add(DriverManager.getConnection(i % 2 == 0 ? source : target));
            }
            long blocks = blocks(sessions.get(0));
            var began = System.nanoTime();
            var parts = new ArrayList<CompletableFuture<Void>>();
            for (int i = 0; i < partitions; i++) {
                var from = sessions.get(2 * i);
                var to = sessions.get(2 * i + 1);
                var upTo = i == partitions - 1 ? "" : " and ctid < '(" + blocks * (i + 1) / partitions + ",0)'";
                var rows = " where ctid >= '(" + blocks * i / partitions + ",0)'" + upTo;
                parts.add(CompletableFuture.runAsync(() -> copy(from, to, rows)));
            }
            parts.forEach(CompletableFuture::join);
            return (System.nanoTime() - began) / 1e9;
        } finally {
            for (var session : sessions) {
                session.close();
            }
        }
    }

    private long blocks(Connection session) throws SQLException {
        try (var statement = session.prepareStatement(
                "select pg_relation_size(?::regclass) / current_setting('block_size')::bigint")) {
            statement.setString(1, table);
            try (var result = statement.executeQuery()) {
                result.next();
                return result.getLong(1);
            }
        }
    }

    private void copy(Connection from, Connection to, String rows) {
        try {
            var out = from.unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyOut("copy (select * from only " + table + rows + ") to stdout (format binary)");
            var in = to.unwrap(PGConnection.class).getCopyAPI().copyIn("copy " + table + " from stdin (format binary)");
            var buffer = new byte[MESSAGE];
            int filled = 0;
            for (var row = out.readFromCopy(); row != null; row = out.readFromCopy()) {
                if (filled + row.length > MESSAGE) {
                    in.writeToCopy(buffer, 0, filled);
                    filled = 0;
                }
                if (row.length > MESSAGE) {
                    in.writeToCopy(row, 0, row.length);
                } else {
                    System.arraycopy(row, 0, buffer, filled, row.length);
                    filled += row.length;
                }
            }
            end(in, buffer, filled);
        } catch (SQLException e) {
            throw new CompletionException(e);
        }
    }

    private static void end(CopyIn in, byte[] buffer, int filled) throws SQLException {
        in.writeToCopy(buffer, 0, filled);
        in.endCopy();
    }
}
