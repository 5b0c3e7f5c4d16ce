package dev.dagrunr.e2e;

import dev.dagrunr.testsupport.Database;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Processes that run {@link WorkerMain}, by name. Confined to one thread. */
final class Workers implements AutoCloseable {
    private final Database metadata;
    private final Map<String, String> environment;
    private final Path logs;
    private final Map<String, Process> alive = new LinkedHashMap<>();
    private int started;

    /** @param logs a directory for what each process prints */
    Workers(Database metadata, Map<String, String> environment, Path logs) {
        this.metadata = metadata;
        this.environment = environment;
        this.logs = logs;
    }

    Set<String> names() {
        return Set.copyOf(alive.keySet());
    }

    /** Starts one more and does not wait until it works. */
    void start() {
        var name = "worker-" + ++started;
        var command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                WorkerMain.class.getName(),
                metadata.host(),
                String.valueOf(metadata.port()),
                metadata.name(),
                metadata.user(),
                metadata.password(),
                name);
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(logs.resolve(name + ".log").toFile());
        builder.environment().putAll(environment);
        try {
            alive.put(name, builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts another one for each that ended by itself: one that cannot reach the metadata when it starts, ends. */
    void supervise() {
        for (var name : names()) {
            if (!alive.get(name).isAlive()) {
                alive.remove(name);
                start();
            }
        }
    }

    /** SIGKILL; returns when the process is gone. */
    void kill(String name) {
        var process = alive.remove(name);
        process.destroyForcibly();
        process.onExit().join();
    }

    /** SIGSTOP: the process stands still, and keeps its connections. */
    void pause(String name) {
        signal("STOP", name);
    }

    /** SIGCONT after {@link #pause}. */
    void resume(String name) {
        signal("CONT", name);
    }

    private void signal(String signal, String name) {
        try {
            var kill = new ProcessBuilder(
                            "kill", "-" + signal, String.valueOf(alive.get(name).pid()))
                    .start();
            if (kill.waitFor() != 0) {
                throw new IllegalStateException("SIG" + signal + " could not be sent to " + name);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void close() {
        Set.copyOf(alive.keySet()).forEach(this::kill);
    }
}
