package dev.dagrunr.migration.validation;

import dev.dagrunr.migration.connection.Connections;
import dev.dagrunr.migration.connection.SessionSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One question to one server. May be cancelled from another thread. */
final class Question {
    private static final Logger LOG = LoggerFactory.getLogger(Question.class);

    private final Connections connections;
    private final String connectionId;
    private final String about;
    private volatile @Nullable Statement running;
    private volatile boolean cancelled;

    /** @param about for people: what the question is about */
    Question(Connections connections, String connectionId, String about) {
        this.connections = connections;
        this.connectionId = connectionId;
        this.about = about;
    }

    interface Answering<T> {
        T answer(Connection session) throws SQLException;
    }

    /** On a session of its own. */
    <T> T ask(Answering<T> answering) throws SQLException {
        var settings = SessionSettings.reading("dagrunr validate " + about);
        try (var session = connections.open(connectionId, settings)) {
            return answering.answer(session);
        } finally {
            running = null;
        }
    }

    /** The same statement, which is cancelled together with the question from now on. */
    <S extends Statement> S cancellable(S statement) throws SQLException {
        running = statement;
        if (cancelled) {
            statement.close();
            throw new SQLException("cancelled", "57014");
        }
        return statement;
    }

    void cancel() {
        cancelled = true;
        var statement = running;
        if (statement != null) {
            try {
                statement.cancel();
            } catch (SQLException e) {
                LOG.warn("The statement on {} could not be cancelled: {}", about, e.getMessage());
            }
        }
    }
}
