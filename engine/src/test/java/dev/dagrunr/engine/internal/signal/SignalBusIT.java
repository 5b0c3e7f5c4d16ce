package dev.dagrunr.engine.internal.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.dagrunr.testsupport.PostgresExtension;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SignalBusIT {

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    private static final Duration SOON = Duration.ofSeconds(5);

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final RecordingSubscriber here = new RecordingSubscriber();
    private final RecordingSubscriber there = new RecordingSubscriber();
    private SignalBus one;
    private SignalBus two;

    @BeforeEach
    void openTwoNodes() {
        one = open("one", here);
        two = open("two", there);
        await().atMost(SOON).until(() -> one.isListening() && two.isListening());
        await().atMost(SOON).until(() -> here.has(new Signal.Missed()) && there.has(new Signal.Missed()));
    }

    private SignalBus open(String nodeName, RecordingSubscriber subscriber) {
        var config = new HikariConfig();
        config.setDataSource(postgres.database().dataSource());
        config.setMaximumPoolSize(2);
        var pool = new HikariDataSource(config);
        SignalBus bus = SignalBus.open(pool, nodeName);
        bus.subscribe(subscriber);
        bus.start();
        opened.add(bus);
        opened.add(pool);
        return bus;
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable closeable : opened) {
            closeable.close();
        }
    }

    @Test
    void aSignalReachesTheOtherNode() {
        one.publish(new Signal.Cancel(12, 3));

        await().atMost(SOON).until(() -> there.has(new Signal.Cancel(12, 3)));
    }

    @Test
    void theOwnNodeHearsItAtOnceAndOnce() {
        one.publish(new Signal.RunFinished(7));
        assertThat(here.has(new Signal.RunFinished(7))).isTrue();

        await().atMost(SOON).until(() -> there.has(new Signal.RunFinished(7)));
        two.publish(new Signal.RunFinished(8));
        await().atMost(SOON).until(() -> here.has(new Signal.RunFinished(8)));
        assertThat(Collections.frequency(here.received(), new Signal.RunFinished(7)))
                .isEqualTo(1);
    }

    @Test
    void equalSignalsThatPileUpAreSentOnce() {
        for (int time = 0; time < 5_000; time++) {
            one.publish(new Signal.WorkAvailable());
        }
        one.publish(new Signal.RunFinished(1));

        await().atMost(SOON).until(() -> there.has(new Signal.RunFinished(1)));
        assertThat(Collections.frequency(there.received(), new Signal.WorkAvailable()))
                .isBetween(1, 500);
    }

    @Test
    void manyDifferentSignalsAllArrive() {
        for (int run = 0; run < 2_000; run++) {
            one.publish(new Signal.RunFinished(run));
        }

        await().atMost(SOON).until(() -> there.has(new Signal.RunFinished(1_999)));
        assertThat(there.received())
                .filteredOn(Signal.RunFinished.class::isInstance)
                .hasSize(2_000);
    }

    @Test
    void anOutageOfTheConnectionsIsToldAndHealed() throws SQLException {
        there.received().clear();

        terminateListeners();

        await().atMost(SOON).until(() -> there.has(new Signal.Missed()));
        one.publish(new Signal.Cancel(1, 1));
        await().atMost(SOON).until(() -> there.has(new Signal.Cancel(1, 1)));
    }

    private void terminateListeners() throws SQLException {
        try (var connection = postgres.database().dataSource().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("""
                    select pg_terminate_backend(pid)
                    from pg_stat_activity
                    where datname = current_database() and pid <> pg_backend_pid()
                    """);
        }
    }

    @Test
    void aSubscriberThatFailsCostsTheOthersNothing() {
        var third = new RecordingSubscriber();
        two.subscribe(signal -> {
            throw new IllegalStateException("bug");
        });
        two.subscribe(third);

        one.publish(new Signal.RunFinished(1));
        one.publish(new Signal.RunFinished(2));

        await().atMost(SOON).until(() -> third.has(new Signal.RunFinished(2)));
        assertThat(third.has(new Signal.RunFinished(1))).isTrue();
    }

    @Test
    void whatWasPublishedBeforeClosingIsStillSent() {
        one.publish(new Signal.RunFinished(99));
        one.close();

        await().atMost(SOON).until(() -> there.has(new Signal.RunFinished(99)));
    }

    @Test
    void aClosedBusGivesItsConnectionBackWithoutListening() throws SQLException {
        one.close();

        HikariDataSource pool = (HikariDataSource) opened.get(1);
        try (var first = pool.getConnection();
                var second = pool.getConnection()) {
            for (var connection : List.of(first, second)) {
                try (var statement = connection.createStatement();
                        var rows = statement.executeQuery("select count(*) from pg_listening_channels()")) {
                    rows.next();
                    assertThat(rows.getInt(1)).isZero();
                }
            }
        }
    }
}
