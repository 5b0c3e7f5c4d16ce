package dev.dagrunr.dashboard.internal.postgres;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * This process among the users of a server. Each of them holds a shared lock on one file for as long as it uses the
 * server, which the operating system takes back however the process ends. Starting and stopping happen under an exclusive
 * lock on a second file, so that nobody can come while the last one leaves. Not thread-safe.
 */
final class ServerUsers implements Closeable {
    /**
     * Directories this process uses. POSIX drops all locks of a process on a file as soon as it closes any descriptor of
     * that file, so a second user in one process would silently end the first one's lock.
     */
    private static final Set<Path> OPEN_HERE = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final FileChannel starting;
    private final FileChannel users;

    private ServerUsers(Path directory, FileChannel starting, FileChannel users) {
        this.directory = directory;
        this.starting = starting;
        this.users = users;
    }

    static ServerUsers in(Path directory) throws IOException {
        if (!OPEN_HERE.add(directory)) {
            throw new EmbeddedServerException(
                    "This process uses the server in " + directory + " already; use the one that is open.");
        }
        try {
            return new ServerUsers(
                    directory, open(directory.resolve("start.lock")), open(directory.resolve("users.lock")));
        } catch (IOException e) {
            OPEN_HERE.remove(directory);
            throw e;
        }
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /** Waits until no other process is starting or stopping the server; until released, none can. */
    FileLock exclusively() throws IOException {
        return starting.lock();
    }

    /** Counts this process as a user, until it leaves or ends. */
    FileLock join() throws IOException {
        return users.lock(0, Long.MAX_VALUE, true);
    }

    /** Whether this process, having released what {@link #join()} gave, was the last; call it {@link #exclusively()}. */
    boolean nobodyElse() throws IOException {
        try (var all = users.tryLock()) {
            return all != null;
        }
    }

    @Override
    public void close() throws IOException {
        try (starting;
                users) {
            OPEN_HERE.remove(directory);
        }
    }
}
