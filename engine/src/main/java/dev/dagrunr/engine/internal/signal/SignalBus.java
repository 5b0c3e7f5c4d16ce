package dev.dagrunr.engine.internal.signal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the other nodes of a database that something may be worth a look.
 *
 * <p>Publish after the commit of what the signal is about: a notification inside the transaction would make all commits of
 * the database queue up at one lock while they wait for the disk. A signal lost to a crash in between, or to an outage, is
 * made good by polling; each time a node has begun to listen, it tells itself {@link Signal.Missed}.
 *
 * <p>Subscribers of this node are called by {@link #publish} itself, on its thread; those of other nodes on the thread that
 * listens there. They must be thread-safe, quick and must not wait for the database. Thread-safe.
 */
public final class SignalBus implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(SignalBus.class);

    private final String id = UUID.randomUUID().toString();
    private final List<Consumer<Signal>> subscribers = new CopyOnWriteArrayList<>();
    private final Listener listener;
    private final Sender sender;

    private SignalBus(DataSource dataSource, String nodeName) {
        this.listener = new Listener(dataSource, nodeName, this::received, () -> deliver(new Signal.Missed()));
        this.sender = new Sender(dataSource, nodeName);
    }

    /**
     * A bus that does nothing before {@link #start}.
     *
     * @param dataSource one connection is held for as long as the bus is open, another borrowed to send. Behind a pooler
     *     in transaction mode nothing would be received
     */
    public static SignalBus open(DataSource dataSource, String nodeName) {
        return new SignalBus(dataSource, nodeName);
    }

    /** Begins to connect, in the background: the database need not answer yet. */
    public void start() {
        listener.start();
        sender.start();
    }

    /** For all signals from now on; there is no way to unsubscribe. */
    public void subscribe(Consumer<Signal> subscriber) {
        subscribers.add(subscriber);
    }

    /** Delivers to this node's subscribers, then sends to the other nodes in the background; never fails. */
    public void publish(Signal signal) {
        var text = SignalText.of(id, signal);
        deliver(signal);
        sender.send(text.payload());
    }

    private static final String NOTIFY = "select pg_notify('dagrunr', ?)";

    /**
     * Sends a signal with somebody else's transaction: all nodes, this one included, hear of it when that commits. Not for
     * transactions of the engine, whose commits must not queue up behind each other.
     */
    public static void publishWith(Connection connection, Signal signal) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(NOTIFY)) {
            // no node's id: each takes it for a signal of another one
            statement.setString(
                    1, SignalText.of(UUID.randomUUID().toString(), signal).payload());
            statement.execute();
        }
    }

    /** False while signals of other nodes do not reach this one. */
    public boolean isListening() {
        return listener.isListening();
    }

    private void received(String payload) {
        SignalText text = SignalText.parse(payload);
        if (text.sender().equals(id)) {
            return;
        }
        text.signal().ifPresentOrElse(this::deliver, () -> log.debug("Signal not known here: {}", payload));
    }

    private void deliver(Signal signal) {
        for (Consumer<Signal> subscriber : subscribers) {
            try {
                subscriber.accept(signal);
            } catch (RuntimeException e) {
                // One subscriber's bug must not cost the others their signals, nor the node its listener.
                log.error("A subscriber failed on {}", signal, e);
            }
        }
    }

    /** Sends what waits to be sent, for three seconds at most, and stops listening. */
    @Override
    public void close() {
        try {
            sender.stop();
            listener.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (SQLException e) {
            log.debug("The listening connection was broken already.", e);
        }
    }
}
