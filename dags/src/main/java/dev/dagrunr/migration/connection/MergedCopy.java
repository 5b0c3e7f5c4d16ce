package dev.dagrunr.migration.connection;

import org.jspecify.annotations.Nullable;

/**
 * While it is open, what this thread reads of a {@code COPY … TO STDOUT} comes in messages of about 64 KiB instead of one
 * for each row: the driver makes an array and takes a lock for each message. The bytes of the rows are the same; where a
 * message begins says nothing of where a row does, as the protocol has it in the other direction. Connections that
 * are encrypted, or have a socket factory of their own, go on with a message for each row. Confined to its thread.
 */
public final class MergedCopy implements AutoCloseable {
    private static final ThreadLocal<MergedCopy> OF_THREAD = new ThreadLocal<>();

    private long merged;

    private MergedCopy() {}

    /** @throws IllegalStateException when this thread has one open */
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

    @Override
    public void close() {
        OF_THREAD.remove();
    }
}
