package dev.dagrunr.examples;

import dev.dagrunr.migration.notification.DeliveryException;
import dev.dagrunr.migration.notification.Notification;
import dev.dagrunr.migration.notification.NotificationChannel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Tells how migrations ended by a line in a file: a notification channel of one's own. */
// begin: channel
public record FileChannel(Path file) implements NotificationChannel {
    @Override
    public String name() {
        return "file";
    }

    @Override
    public void send(Notification notification) throws DeliveryException {
        var line = notification.title() + " · " + String.join(" · ", notification.details()) + "\n";
        try {
            Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw DeliveryException.temporary("The file " + file + " cannot be written: " + e.getMessage());
        }
    }
}
// end: channel
