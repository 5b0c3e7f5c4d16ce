package dev.dagrunr.engine.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.dagrunr.engine.DagRunrException;
import dev.dagrunr.engine.ErrorCode;
import dev.dagrunr.testsupport.PostgresExtension;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A process that is stopped in the middle of a transaction does not keep what the others wait for. */
class StoppedSessionIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.create();

    @Test
    void aLockOfAStoppedProcessIsFreeAfterSecondsAndItsTransactionIsLost() {
        var database = new Database(POSTGRES.database().dataSource());

        assertThatExceptionOfType(DagRunrException.class)
                .isThrownBy(() -> database.useTransaction(stopped -> {
                    assertThat(SweepLock.tryTake(stopped)).isTrue();
                    assertThat(database.<Boolean>inTransaction(SweepLock::tryTake))
                            .isFalse();
                    await().pollInterval(Duration.ofMillis(250))
                            .atMost(Duration.ofSeconds(40))
                            .until(() -> database.inTransaction(SweepLock::tryTake));
                    SweepLock.tryTake(stopped);
                }))
                .matches(lost -> lost.code() == ErrorCode.DATABASE);
    }
}
