package dev.dagrunr.migration.connection;

import java.io.IOException;
import java.io.InputStream;
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
        private @Nullable InputStream input;

        @Override
        public synchronized InputStream getInputStream() throws IOException {
            if (input == null) {
                input = new MergingInput(super.getInputStream());
            }
            return input;
        }
    }
}
