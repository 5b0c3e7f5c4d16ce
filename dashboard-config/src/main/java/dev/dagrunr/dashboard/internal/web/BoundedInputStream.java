package dev.dagrunr.dashboard.internal.web;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Ends with an error once more than the bound has been read: for bodies whose length is not announced. */
final class BoundedInputStream extends FilterInputStream {
    private long left;

    BoundedInputStream(InputStream body, long bound) {
        super(body);
        left = bound;
    }

    @Override
    public int read() throws IOException {
        var read = super.read();
        count(read < 0 ? 0 : 1);
        return read;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        var read = super.read(buffer, offset, length);
        count(Math.max(read, 0));
        return read;
    }

    private void count(int read) throws IOException {
        left -= read;
        if (left < 0) {
            throw new BodyTooLargeException();
        }
    }
}
