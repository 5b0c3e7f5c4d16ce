package dev.dagrunr.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * What something costs: time, statements, commits, syncs of the log, CPU of this JVM and of the database server. The CPU of
 * the server is read from Linux's {@code /proc}; elsewhere it is zero.
 */
final class Meter {
    private static final double TICKS_PER_SECOND = 100;

    private final DataSource database;
    private final String name;
    private final Cost before;

    /**
     * @param statements without {@code BEGIN} and the like
     * @param syncs of the write-ahead log, of the whole server
     */
    record Cost(double seconds, long statements, long brackets, long commits, long syncs, double jvm, double server) {
        Cost minus(Cost other) {
            return new Cost(
                    seconds - other.seconds,
                    statements - other.statements,
                    brackets - other.brackets,
                    commits - other.commits,
                    syncs - other.syncs,
                    jvm - other.jvm,
                    server - other.server);
        }

        double cpu() {
            return jvm + server;
        }
    }

    private Meter(DataSource database, String name, Cost before) {
        this.database = database;
        this.name = name;
        this.before = before;
    }

    static Meter start(DataSource database, String name) {
        return new Meter(database, name, now(database, name));
    }

    Cost cost() {
        return now(database, name).minus(before);
    }

    // a statement of a transaction's frame does next to nothing on the server, but it is a round trip
    private static final String COUNTS = """
            select
                coalesce(sum(calls) filter (where not bracket), 0),
                coalesce(sum(calls) filter (where bracket), 0),
                (select xact_commit from pg_stat_database where datname = ?),
                (select sum(fsyncs) from pg_stat_io where object = 'wal')
            from (
                select s.calls, s.query ~* '^(begin|commit|rollback|savepoint|release|set local|set session)' as bracket
                from pg_stat_statements s
                join pg_database d on d.oid = s.dbid
                where d.datname = ?
            ) counted
            """;

    private static final String POSTMASTER = "select split_part(pg_read_file('postmaster.pid'), E'\\n', 1)";

    private static Cost now(DataSource database, String name) {
        try (var connection = database.getConnection();
                var counts = connection.prepareStatement(COUNTS);
                var statement = connection.createStatement()) {
            counts.setString(1, name);
            counts.setString(2, name);
            try (var pid = statement.executeQuery(POSTMASTER);
                    var row = counts.executeQuery()) {
                pid.next();
                row.next();
                return new Cost(
                        System.nanoTime() / 1e9,
                        row.getLong(1),
                        row.getLong(2),
                        row.getLong(3),
                        row.getLong(4),
                        jvmSeconds(),
                        serverSeconds(pid.getString(1)));
            }
        } catch (SQLException e) {
            throw new IllegalStateException("The server does not say what it has done", e);
        }
    }

    private static double jvmSeconds() {
        var system = ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);
        return system.getProcessCpuTime() / 1e9;
    }

    /** The postmaster, its children, and those that have ended. */
    private static double serverSeconds(String postmaster) {
        var processes = Path.of("/proc");
        if (!Files.isDirectory(processes)) {
            return 0;
        }
        try (Stream<Path> all = Files.list(processes)) {
            return all.filter(process -> process.getFileName().toString().matches("\\d+"))
                            .mapToLong(process -> ticks(process, postmaster))
                            .sum()
                    / TICKS_PER_SECOND;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long ticks(Path process, String postmaster) {
        try {
            var stat = Files.readString(process.resolve("stat"));
            // after the name, which may hold blanks: state, parent, ..., utime, stime, cutime, cstime
            var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            long own = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
            if (process.getFileName().toString().equals(postmaster)) {
                return own + Long.parseLong(fields[13]) + Long.parseLong(fields[14]);
            }
            return fields[1].equals(postmaster) ? own : 0;
        } catch (IOException e) {
            // it has ended since the list was made
            return 0;
        }
    }
}
