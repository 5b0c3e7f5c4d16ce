package dev.dagrunr.e2e;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A process that was started, and what it has printed so far. */
final class Output implements AutoCloseable {
    private static final Duration LONG = Duration.ofSeconds(60);

    private final Process process;

    @SuppressWarnings("JdkObsolete") // one thread writes, another reads
    private final StringBuffer text = new StringBuffer();

    private final Thread reader;

    Output(ProcessBuilder builder) throws IOException {
        process = builder.start();
        reader = new Thread(this::read, "output-" + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        var buffer = new byte[4_096];
        try (var stream = process.getInputStream()) {
            for (int read = stream.read(buffer); read >= 0; read = stream.read(buffer)) {
                text.append(new String(buffer, 0, read, StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            text.append("(nothing more is read: ").append(e.getMessage()).append(')');
        }
    }

    String text() {
        return text.toString();
    }

    Output waitFor(String expected) {
        await().atMost(LONG).until(() -> text().contains(expected) || !process.isAlive());
        if (!text().contains(expected)) {
            throw new IllegalStateException("The process ended without '" + expected + "'; it said " + text());
        }
        return this;
    }

    void type(char key) throws IOException {
        process.getOutputStream().write(key);
        process.getOutputStream().flush();
    }

    int exitCode() throws InterruptedException {
        if (!process.waitFor(LONG.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("The process does not end; it said " + text());
        }
        reader.join(LONG.toMillis());
        return process.exitValue();
    }

    /** SIGTERM, to what the process started too. */
    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        process.onExit().join();
    }
}
