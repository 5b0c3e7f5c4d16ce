package dev.dagrunr.migration.connection;

import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * While it is open, what this thread reads of a {@code COPY … TO STDOUT} comes in messages of about 64 KiB instead of one
 * for each row: the driver makes an array and takes a lock for each message. The bytes of the rows are the same; where a
 * message begins says nothing of where a row does, as the protocol has it in the other direction. Told to {@linkplain
 * #forwardTo forward} them, it sends these messages to the target's socket at once, and the drivers see none of them.
 *
 * <p>Connections that are encrypted, or have a socket factory of their own, go on with a message for each row, or without
 * forwarding. Confined to its thread.
 */
public final class MergedCopy implements AutoCloseable {
    private static final ThreadLocal<MergedCopy> OF_THREAD = new ThreadLocal<>();

    private long merged;
    private long bytes;
    private boolean seeking;
    private @Nullable OutputStream socket;
    private @Nullable Target target;

    private MergedCopy() {}

    /** A {@code COPY … FROM STDIN} that has begun. */
    public interface Target {
        /** Makes the driver write what it holds. */
        void flush() throws IOException;

        /** Called after each message; what it throws ends the reading. */
        void forwarded(long rows, long bytes) throws IOException;

        /** What to throw when the target's socket refuses a message. */
        IOException lost(IOException cause);
    }

    /**
     * Before the COPY begins, so that no row of it is in the driver's buffer yet.
     *
     * @throws IllegalStateException when this thread has one open
     */
    public static MergedCopy begin() {
        if (ofThread() != null) {
            throw new IllegalStateException("This thread merges the messages of a COPY already");
        }
        var begun = new MergedCopy();
        OF_THREAD.set(begun);
        return begun;
    }

    static @Nullable MergedCopy ofThread() {
        return OF_THREAD.get();
    }

    /**
     * From now on, sends what is read to a target, until all of it is read; nothing changes when the target's connection does
     * not allow it.
     */
    public void forwardTo(Target begun) throws IOException {
        seeking = true;
        try {
            begun.flush();
        } finally {
            seeking = false;
        }
        target = socket == null ? null : begun;
    }

    /** Called with the socket that a driver flushes. */
    void flushed(OutputStream plainSocket) {
        if (seeking) {
            socket = plainSocket;
        }
    }

    /** @return false when messages are to go to the driver */
    boolean forward(byte[] message, int length, int body) throws IOException {
        if (target == null || socket == null) {
            return false;
        }
        try {
            socket.write(message, 0, length);
        } catch (IOException e) {
            throw target.lost(e);
        }
        bytes += body;
        target.forwarded(merged, bytes);
        return true;
    }

    void rowsBegan(int rows) {
        merged += rows;
    }

    void messageMade() {
        merged--;
    }

    /** How many more messages the server has sent than the driver was given; below zero when large ones were divided. */
    public long fewerMessages() {
        return merged;
    }

    /** Of the rows that were forwarded. */
    public long forwardedBytes() {
        return bytes;
    }

    @Override
    public void close() {
        OF_THREAD.remove();
    }
}
