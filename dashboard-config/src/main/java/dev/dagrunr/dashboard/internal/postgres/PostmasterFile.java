package dev.dagrunr.dashboard.internal.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Optional;

/**
 * What {@code postmaster.pid} says: the file a server keeps in its data directory while it runs, and leaves there when it
 * is killed.
 */
record PostmasterFile(long pid, int port) {
    /** Above every number that an operating system gives. */
    private static final int NO_PROCESS = Integer.MAX_VALUE - 1;

    private static final int PID_LINE = 0;
    private static final int PORT_LINE = 3;

    /** Empty when there is no file, or one that is not complete yet. */
    static Optional<PostmasterFile> in(Path dataDirectory) throws IOException {
        try {
            var lines = Files.readAllLines(path(dataDirectory));
            if (lines.size() <= PORT_LINE) {
                return Optional.empty();
            }
            return Optional.of(new PostmasterFile(
                    Long.parseLong(lines.get(PID_LINE).trim()),
                    Integer.parseInt(lines.get(PORT_LINE).trim())));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (NumberFormatException e) {
            throw new EmbeddedServerException(
                    "The file " + path(dataDirectory) + " is not one that PostgreSQL wrote; remove it.", e);
        }
    }

    static Path path(Path dataDirectory) {
        return dataDirectory.resolve("postmaster.pid");
    }

    /**
     * False when the process is gone, or is certainly something else that was given the same number since, as happens
     * after a restart of the machine.
     */
    boolean mayBeRunning() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .map(process -> process.info()
                        .command()
                        .map(command ->
                                Path.of(command).getFileName().toString().startsWith("postgres"))
                        .orElse(true))
                .orElse(false);
    }

    /**
     * Lets a server start although the number in the file was given to another process since: PostgreSQL takes any living
     * process for its predecessor. Only the number goes; the rest of the file is how PostgreSQL finds backends of a killed
     * server that still run, so deleting it could have two servers write one directory.
     */
    static void disownForeignProcess(Path dataDirectory) throws IOException {
        var lines = new ArrayList<>(Files.readAllLines(path(dataDirectory)));
        lines.set(PID_LINE, Integer.toString(NO_PROCESS));
        Files.write(path(dataDirectory), lines);
    }
}
