package dev.dagrunr.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dagrunr.migration.notification.DeliveryException;
import dev.dagrunr.migration.notification.Notification;
import dev.dagrunr.migration.notification.Notifications;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileChannelTest {
    private static final Notification ENDED = new Notification(
            Notification.Event.RUN_SUCCEEDED,
            "postgres_to_postgres_migration",
            "nightly",
            16,
            16,
            2_000_000,
            Duration.ofSeconds(20),
            List.of(),
            Optional.empty());

    @TempDir
    Path directory;

    @Test
    void addsALineForEachNotification() throws Exception {
        var file = directory.resolve("told.txt");
        var told = Notifications.from(Map.of()).with(new FileChannel(file));

        told.send(ENDED);
        told.send(ENDED);

        assertThat(Files.readAllLines(file))
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).contains("nightly"));
    }

    @Test
    void aFileThatCannotBeWrittenIsNotSwallowed() {
        assertThatThrownBy(() -> new FileChannel(directory).send(ENDED)).isInstanceOf(DeliveryException.class);
    }
}
