package dev.dagrunr.engine.internal.job;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import javax.sql.DataSource;

/** Tickets of tests, and what JobRunr's table says about them. */
final class Jobs {

    private final DataSource dataSource;

    Jobs(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    static Ticket ticket(long taskInstanceId) {
        return new Ticket(UUID.randomUUID(), taskInstanceId, 1, "task " + taskInstanceId, List.of("dag"));
    }

    static List<Ticket> tickets(long first, int count) {
        return LongStream.range(first, first + count).mapToObj(Jobs::ticket).toList();
    }

    void enqueue(JobQueue queue, Ticket... tickets) throws SQLException {
        enqueue(queue, List.of(tickets));
    }

    void enqueue(JobQueue queue, List<Ticket> tickets) throws SQLException {
        useTransaction(transaction -> queue.enqueue(transaction, tickets));
    }

    void remove(JobQueue queue, Ticket ticket) throws SQLException {
        useTransaction(transaction -> queue.remove(transaction, List.of(ticket.jobId())));
    }

    void useTransaction(Work work) throws SQLException {
        try (Connection transaction = dataSource.getConnection()) {
            transaction.setAutoCommit(false);
            work.run(transaction);
            transaction.commit();
        }
    }

    /** Null when there is no such job. */
    String stateOf(Ticket ticket) throws SQLException {
        return text("select min(state) from jobrunr_jobs where id = '" + ticket.jobId() + "'");
    }

    String jsonOf(Ticket ticket) throws SQLException {
        return text("select jobasjson from jobrunr_jobs where id = '" + ticket.jobId() + "'");
    }

    int count(String state) throws SQLException {
        return Integer.parseInt(text("select count(*)::text from jobrunr_jobs where state = '" + state + "'"));
    }

    String text(String query) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }

    void execute(String command) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(command);
        }
    }

    interface Work {
        void run(Connection transaction) throws SQLException;
    }
}
