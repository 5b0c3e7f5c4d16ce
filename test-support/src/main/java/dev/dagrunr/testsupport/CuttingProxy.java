package dev.dagrunr.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Stands between clients and a PostgreSQL server and cuts connections at a byte of the caller's choice, which is as a rule in
 * the middle of a message of the protocol. Both ends see a reset. Thread-safe.
 */
public final class CuttingProxy implements AutoCloseable {
    private static final int BUFFER = 16 << 10;

    private final int serverPort;
    private final ServerSocket entrance;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private @Nullable Cut armed;
    private volatile boolean down;

    private CuttingProxy(int serverPort, ServerSocket entrance) {
        this.serverPort = serverPort;
        this.entrance = entrance;
    }

    /** Listens on a free port of the loopback interface. */
    public static CuttingProxy before(Database database) {
        try {
            var proxy = new CuttingProxy(database.port(), new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
            daemon(proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same database by way of this proxy. */
    public Database way(Database database) {
        return new Database(
                "127.0.0.1", entrance.getLocalPort(), database.name(), database.user(), database.password());
    }

    /**
     * Waits until so many bytes more have passed, over all connections and in both directions, and cuts the connection
     * that carries the last of them behind it.
     *
     * @return whether that happened in time; if not, nothing is cut
     */
    public boolean cutAfter(long bytes, long millis) throws InterruptedException {
        var cut = new Cut(bytes);
        arm(cut);
        try {
            return cut.done.await(millis, TimeUnit.MILLISECONDS);
        } finally {
            arm(null);
        }
    }

    /** Cuts every connection at once. */
    public void cutAll() {
        links.forEach(Link::cut);
    }

    /** Cuts every connection, and each that is opened from now on. */
    public void goDown() {
        down = true;
        cutAll();
    }

    /** Lets connections pass again. */
    public void comeUp() {
        down = false;
    }

    private synchronized void arm(@Nullable Cut cut) {
        armed = cut;
    }

    /** How many of the next bytes may pass: all, unless the connection is to be cut among them. */
    private synchronized int allowed(int bytes) {
        var cut = armed;
        if (cut == null) {
            return bytes;
        }
        var allowed = (int) Math.min(bytes, cut.left);
        cut.left -= allowed;
        if (allowed < bytes) {
            armed = null;
            cut.done.countDown();
        }
        return allowed;
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                var client = entrance.accept();
                Socket server;
                try {
                    server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
                } catch (IOException e) {
                    // the server is down: the client sees a reset instead of a refusal
                    client.setSoLinger(true, 0);
                    client.close();
                    continue;
                }
                var link = new Link(client, server);
                links.add(link);
                if (down) {
                    link.cut();
                    continue;
                }
                daemon(() -> link.forward(client, server));
                daemon(() -> link.forward(server, client));
            } catch (IOException e) {
                if (!entrance.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private static void daemon(Runnable work) {
        var thread = new Thread(work, "cutting proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            entrance.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cutAll();
    }

    private static final class Cut {
        private final CountDownLatch done = new CountDownLatch(1);
        private long left;

        Cut(long left) {
            this.left = left;
        }
    }

    private final class Link {
        private final Socket client;
        private final Socket server;

        Link(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void forward(Socket from, Socket to) {
            var buffer = new byte[BUFFER];
            try {
                var in = from.getInputStream();
                var out = to.getOutputStream();
                for (var read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    var allowed = allowed(read);
                    out.write(buffer, 0, allowed);
                    if (allowed < read) {
                        break;
                    }
                }
            } catch (IOException e) {
                // one end is gone: the other learns it now
            }
            cut();
        }

        void cut() {
            links.remove(this);
            for (var socket : new Socket[] {client, server}) {
                try {
                    socket.setSoLinger(true, 0);
                    socket.close();
                } catch (IOException e) {
                    // closed already
                }
            }
        }
    }
}
