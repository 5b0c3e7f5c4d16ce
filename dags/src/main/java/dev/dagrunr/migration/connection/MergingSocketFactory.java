package dev.dagrunr.migration.connection;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/** Plain sockets that can merge the messages of a COPY. Public because the driver makes it by its name. Thread-safe. */
public final class MergingSocketFactory extends SocketFactory {
    public MergingSocketFactory() {}

    @Override
    public Socket createSocket() {
        return new MergingSocket();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return connected(null, new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        return connected(new InetSocketAddress(local, localPort), new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return connected(null, new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        return connected(new InetSocketAddress(local, localPort), new InetSocketAddress(host, port));
    }

    private static Socket connected(@Nullable SocketAddress local, SocketAddress remote) throws IOException {
        var socket = new MergingSocket();
        try {
            socket.bind(local);
            socket.connect(remote);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static final class MergingSocket extends Socket {
        private @Nullable MergingInput input;

        @Override
        public synchronized InputStream getInputStream() throws IOException {
            return input();
        }

        private MergingInput input() throws IOException {
            if (input == null) {
                input = new MergingInput(super.getInputStream());
            }
            return input;
        }

        @Override
        public synchronized OutputStream getOutputStream() throws IOException {
            return new FoundOutput(super.getOutputStream(), input());
        }
    }

    /** What the driver writes to, found by who reads rows for it. */
    private static final class FoundOutput extends FilterOutputStream {
        private final MergingInput input;

        FoundOutput(OutputStream socket, MergingInput input) {
            super(socket);
            this.input = input;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void flush() throws IOException {
            out.flush();
            var copy = MergedCopy.ofThread();
            if (copy != null && input.isPlain()) {
                copy.flushed(out);
            }
        }
    }
}
