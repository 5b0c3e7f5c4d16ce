package dev.dagrunr.dashboard.internal.web;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jobrunr.dashboard.JobRunrApiHandler;
import org.jobrunr.dashboard.JobRunrSseHandler;
import org.jobrunr.dashboard.JobRunrStaticFileHandler;
import org.jobrunr.storage.StorageProvider;
import org.jobrunr.storage.ThreadSafeStorageProvider;
import org.jobrunr.utils.mapper.JsonMapper;

/**
 * The app's web server: JobRunr's dashboard under {@code /dashboard}, {@code /api} and {@code /sse}, {@code /health} for
 * machines (200 or 503 with one JSON object), a redirect from {@code /} to the list of DAGs, and what is added. Sends nothing about the jobs to anyone else.
 * Thread-safe.
 */
public final class DashboardServer implements AutoCloseable {
    static {
        // The JDK's server sends an answer in two packets; the second would wait 40 ms for the first to be
        // acknowledged.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final ExecutorService threads;
    private final JobRunrSseHandler events;
    private final WebOptions options;
    private final List<Runnable> closing = new CopyOnWriteArrayList<>();

    private DashboardServer(HttpServer server, ExecutorService threads, JobRunrSseHandler events, WebOptions options) {
        this.server = server;
        this.threads = threads;
        this.events = events;
        this.options = options;
    }

    /**
     * Listens and answers until closed. {@code healthy} is asked at each call of {@code /health}.
     *
     * @throws IOException when the port is taken or the address is not this machine's
     */
    public static DashboardServer start(
            WebOptions options, StorageProvider storage, JsonMapper jsonMapper, BooleanSupplier healthy)
            throws IOException {
        var server = HttpServer.create(new InetSocketAddress(options.address(), options.port()), 0);
        var threads = Executors.newCachedThreadPool(daemons());
        server.setExecutor(threads);
        var safeStorage = new ThreadSafeStorageProvider(storage);
        var events = new JobRunrSseHandler(safeStorage, jsonMapper);
        var dashboard = new DashboardServer(server, threads, events, options);
        dashboard.serve("/", new Redirect("/dagrunr/dags"));
        dashboard.serve("/health", new Health(healthy));
        var pages = new JobRunrStaticFileHandler();
        var jobs = new JobRunrApiHandler(safeStorage, jsonMapper, false);
        for (var handler : List.of(pages, jobs, events)) {
            dashboard.serve(handler.getContextPath(), handler, SecurityHeaders.ofJobRunr());
        }
        server.start();
        return dashboard;
    }

    /** Adds a context with the same guards as all others. */
    public void serve(String path, HttpHandler handler) {
        serve(path, handler, SecurityHeaders.ofPages());
    }

    private void serve(String path, HttpHandler handler, SecurityHeaders headers) {
        HttpHandler guarded = new RoleGuard(handler);
        if (options.users().isPresent()) {
            guarded = new AuthGuard(new PasswordAuthenticator(options.users().get()), guarded);
        }
        var context = server.createContext(path, new WithoutTraces(guarded));
        context.getFilters()
                .addAll(List.of(headers, new RequestGuard(options.address().isLoopbackAddress())));
    }

    /** What ends with this server. */
    public void closeToo(Runnable end) {
        closing.add(end);
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /** What to type into a browser on this machine. */
    public String url() {
        var address = server.getAddress().getAddress();
        return "http://"
                + (address.isAnyLocalAddress() || address.isLoopbackAddress() ? "localhost" : bracketed(address)) + ":"
                + port();
    }

    private static String bracketed(InetAddress address) {
        var text = address.getHostAddress();
        return text.contains(":") ? "[" + text + "]" : text;
    }

    /** Ends open event streams and answers nothing more. */
    @Override
    public void close() {
        events.close();
        closing.forEach(Runnable::run);
        server.stop(0);
        threads.shutdownNow();
    }

    private static ThreadFactory daemons() {
        var count = new AtomicInteger();
        return task -> {
            var thread = new Thread(task, "dagrunr-web-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
