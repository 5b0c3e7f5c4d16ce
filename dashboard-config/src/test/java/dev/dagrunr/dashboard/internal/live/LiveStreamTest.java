package dev.dagrunr.dashboard.internal.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What open pages take of the server, and that it comes back. */
class LiveStreamTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int BROWSERS = 40;

    private final AtomicInteger made = new AtomicInteger();
    private final LivePages pages =
            new LivePages(uri -> Map.of("count", "<b>" + made.incrementAndGet() + "</b>"), content -> content);
    private final ThreadPoolExecutor threads = (ThreadPoolExecutor) Executors.newCachedThreadPool();
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/live", new LiveStream(pages));
        server.setExecutor(threads);
        server.start();
    }

    @AfterEach
    void close() {
        server.stop(0);
        threads.shutdownNow();
        pages.close();
    }

    @Test
    void browsersThatComeAndGoLeaveNothingBehind() throws IOException {
        for (int wave = 0; wave < 3; wave++) {
            var browsers = new ArrayList<Socket>();
            for (int i = 0; i < BROWSERS; i++) {
                browsers.add(open("/dagrunr/dags/" + i % 4));
            }
            for (var browser : browsers) {
                assertThat(event(browser)).contains("\"count\":\"<b>");
            }
            assertThat(pages.size().getKey()).isEqualTo(4);
            assertThat(pages.size().getValue()).isGreaterThanOrEqualTo(BROWSERS);
            for (var browser : browsers) {
                browser.close();
            }
        }

        Awaitility.await().atMost(PATIENCE).until(() -> pages.size().equals(Map.entry(0, 0)));
        Awaitility.await().atMost(PATIENCE).until(() -> threads.getActiveCount() == 0);
        int last = made.get();
        Awaitility.await().during(Duration.ofMillis(1_500)).until(() -> made.get() == last);
    }

    private Socket open(String page) throws IOException {
        var socket =
                new Socket(server.getAddress().getAddress(), server.getAddress().getPort());
        socket.getOutputStream()
                .write(("GET /live?page=" + page + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** The first one. */
    private static String event(Socket browser) throws IOException {
        var lines = new BufferedReader(new InputStreamReader(browser.getInputStream(), StandardCharsets.UTF_8));
        return lines.lines()
                .filter(line -> line.startsWith("data: "))
                .findFirst()
                .orElseThrow(() -> new IOException("The stream ended before an event"));
    }
}
