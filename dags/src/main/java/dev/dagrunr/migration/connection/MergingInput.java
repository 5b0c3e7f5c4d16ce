package dev.dagrunr.migration.connection;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a PostgreSQL server sends, with the CopyData messages of a COPY put together while its reader has a
 * {@link MergedCopy}; every other message, and every byte at any other time, as it comes. It follows the messages from the
 * beginning of the connection, because merging may only begin where one ends; a stream that turns out to be something
 * else, such as TLS, is left alone for good. Confined to the thread that reads; it blocks as its socket does.
 *
 * <p>Messages are a type, a length that counts itself, and a body (PostgreSQL, "Frontend/Backend Protocol, Message
 * Formats"). Before the first of them a server may answer requests for encryption with a single letter.
 */
final class MergingInput extends InputStream {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final int HEADER = 5;
    private static final int BODY = 64 * 1024;
    private static final byte COPY_DATA = 'd';
    private static final byte ENCRYPTION_REFUSED = 'N';
    private static final String FIRST_TYPES = "REv";

    private final InputStream socket;
    private final byte[] header = new byte[HEADER];
    private int headed;
    private int rest;
    private boolean begun;
    private boolean unknown;

    // What merging holds back: bytes that were read but not yet looked at, the body of a row, and a message made of
    // rows.
    private byte[] read = {};
    private int next;
    private int end;
    private boolean holdsHeader;
    private boolean inRow;
    private byte[] message = {};
    private int collected;
    private int given;
    private int ready;

    MergingInput(InputStream socket) {
        this.socket = socket;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (length == 0) {
            return 0;
        }
        while (given == ready) {
            if (passesOn()) {
                var count = socket.read(bytes, offset, length);
                follow(bytes, offset, count);
                return count;
            }
            if (next == end && !fill()) {
                return -1;
            }
            merge();
        }
        var count = Math.min(length, ready - given);
        System.arraycopy(message, given, bytes, offset, count);
        given += count;
        return count;
    }

    @Override
    public int available() throws IOException {
        return ready - given + end - next + socket.available();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** Whether this has turned out to be the protocol itself, without encryption. */
    boolean isPlain() {
        return begun && !unknown;
    }

    private boolean passesOn() {
        var holds = next < end || holdsHeader || inRow || collected > 0;
        var betweenMessages = begun && !unknown && headed == 0 && rest == 0;
        return !holds && !(betweenMessages && MergedCopy.ofThread() != null);
    }

    /** Keeps the place in the messages that are passed on. */
    private void follow(byte[] bytes, int offset, int count) {
        var at = offset;
        var stop = offset + count;
        while (at < stop && !unknown) {
            if (rest > 0) {
                var skipped = Math.min(rest, stop - at);
                rest -= skipped;
                at += skipped;
            } else if (!begun && bytes[at] == ENCRYPTION_REFUSED) {
                at++;
            } else {
                begin(bytes[at++]);
            }
        }
    }

    /** Takes a byte of a header. */
    private void begin(byte value) {
        if (!begun && FIRST_TYPES.indexOf(value) < 0) {
            unknown = true;
            return;
        }
        begun = true;
        header[headed++] = value;
        if (headed == HEADER) {
            headed = 0;
            rest = (int) INT.get(header, 1) - Integer.BYTES;
            unknown = rest < 0;
        }
    }

    private boolean fill() throws IOException {
        if (read.length == 0) {
            read = new byte[BODY];
            message = new byte[HEADER + BODY];
        }
        var count = socket.read(read);
        next = 0;
        end = Math.max(0, count);
        return count > 0;
    }

    /** Looks at bytes until a message is ready, or there are no more. */
    private void merge() throws IOException {
        var merging = MergedCopy.ofThread();
        while (given == ready && next < end) {
            if (rest == 0 && headed == 0 && merging != null) {
                collectWholeRows(merging);
            }
            if (next == end) {
                return;
            }
            if (rest == 0) {
                beginHeld(merging);
            } else if (inRow) {
                collect();
            } else {
                passBody();
            }
        }
    }

    /** What {@link #beginHeld} and {@link #collect} would do, for the many rows that are there from end to end. */
    private void collectWholeRows(MergedCopy merging) {
        var rows = 0;
        var from = next;
        var to = HEADER + collected;
        while (end - from >= HEADER && read[from] == COPY_DATA) {
            var size = (int) INT.get(read, from + 1) - Integer.BYTES;
            if (size < 0 || size > end - from - HEADER || size > message.length - to) {
                break;
            }
            System.arraycopy(read, from + HEADER, message, to, size);
            from += HEADER + size;
            to += size;
            rows++;
        }
        next = from;
        collected = to - HEADER;
        merging.rowsBegan(rows);
    }

    private void beginHeld(@Nullable MergedCopy merging) throws IOException {
        var type = headed == 0 ? read[next] : header[0];
        if (collected > 0 && (type != COPY_DATA || merging == null)) {
            release();
            return;
        }
        holdsHeader = true;
        begin(read[next++]);
        if (unknown) {
            throw new IOException("The server sent a message of an impossible length");
        }
        if (headed > 0) {
            return;
        }
        holdsHeader = false;
        if (type == COPY_DATA && merging != null) {
            merging.rowsBegan(1);
            inRow = rest > 0;
        } else {
            passHeader();
        }
    }

    private void collect() throws IOException {
        var count = Math.min(Math.min(rest, end - next), BODY - collected);
        System.arraycopy(read, next, message, HEADER + collected, count);
        collected += count;
        rest -= count;
        next += count;
        inRow = rest > 0;
        if (collected == BODY) {
            release();
        }
    }

    /** Makes a message of the rows that were collected. */
    private void release() throws IOException {
        message[0] = COPY_DATA;
        INT.set(message, 1, collected + Integer.BYTES);
        int body = collected;
        collected = 0;
        var merging = MergedCopy.ofThread();
        if (merging == null) {
            ready(HEADER + body);
        } else if (!merging.forward(message, HEADER + body, body)) {
            merging.messageMade();
            ready(HEADER + body);
        }
    }

    private void passHeader() {
        System.arraycopy(header, 0, message, 0, HEADER);
        ready(HEADER);
    }

    private void passBody() {
        var count = Math.min(Math.min(rest, end - next), message.length);
        System.arraycopy(read, next, message, 0, count);
        rest -= count;
        next += count;
        ready(count);
    }

    private void ready(int count) {
        given = 0;
        ready = count;
    }
}
