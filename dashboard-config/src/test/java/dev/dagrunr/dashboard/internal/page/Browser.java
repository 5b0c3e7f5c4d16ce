package dev.dagrunr.dashboard.internal.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** Debian's Chromium without a window, and what it had to complain about. Confined to one thread. */
final class Browser implements AutoCloseable {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String AXE = resource("/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js");

    private final ChromeDriver driver;
    private final String origin;
    private final List<String> complaints = new ArrayList<>();

    private Browser(ChromeDriver driver, String origin) {
        this.driver = driver;
        this.origin = origin;
    }

    /** Whether this machine has one; {@code .ci/run} installs it. */
    static boolean installed() {
        return Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
    }

    static Browser open(String origin) {
        var options = new ChromeOptions();
        options.setBinary(CHROMIUM.toFile());
        options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage");
        var logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        var service = new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER.toFile())
                .build();
        return new Browser(new ChromeDriver(service, options), origin);
    }

    /** As a window of that width on a system that prefers this theme. */
    void look(int width, String theme) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", width < 600));
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", theme))));
    }

    void go(String path) {
        driver.get(origin + path);
    }

    String path() {
        return driver.getCurrentUrl().substring(origin.length());
    }

    WebElement find(String css) {
        return driver.findElement(By.cssSelector(css));
    }

    /** Follows the link to the page behind it. */
    void click(String linkText) {
        follow(By.linkText(linkText));
    }

    /** Presses a button that sends its form, and comes to the page that answers. */
    void submit(String css) {
        follow(By.cssSelector(css));
    }

    /**
     * The driver may come back from a click before the browser has begun to leave the page, so that what follows would
     * read the old one. The old page is marked, and the click is over when a page without the mark is whole.
     */
    private void follow(By element) {
        driver.executeScript("window.isLeft = true");
        driver.findElement(element).click();
        Awaitility.await("the page behind " + element)
                .atMost(PATIENCE)
                .ignoreExceptions()
                .until(() ->
                        (boolean) driver.executeScript("return !window.isLeft && document.readyState === 'complete'"));
    }

    String text() {
        return find("main").getText();
    }

    /** Waits for what a page that stays open is going to show. */
    void awaitText(String css, String text) {
        Awaitility.await(css + " shows " + text)
                .atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(find(css).getText()).contains(text));
    }

    /** Waits for a page that stays open to show it no longer. */
    void awaitNoText(String css, String text) {
        Awaitility.await(css + " shows no more " + text)
                .atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(find(css).getText()).doesNotContain(text));
    }

    /** What the browser holds in memory for the page, after it has cleaned up: nodes, listeners, documents. */
    Map<String, Long> held() {
        driver.executeCdpCommand("HeapProfiler.collectGarbage", Map.of());
        return driver.executeCdpCommand("Memory.getDOMCounters", Map.of()).entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, count -> ((Number) count.getValue()).longValue()));
    }

    /** From the next page on, {@link #pour} can feed the page's own stream. */
    void keepStreams() {
        driver.executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", """
                const Real = window.EventSource;
                window.EventSource = class extends Real {
                  constructor(...values) { super(...values); window.stream = this; }
                };
                """));
    }

    /** Lets the page's stream tell that a section has changed, and changed back, as if the server had said so. */
    void pour(String section, int events) {
        driver.executeScript("""
                const markup = document.getElementById(arguments[0]).innerHTML;
                for (let i = 0; i < arguments[1]; i++) {
                  const told = {[arguments[0]]: i % 2 ? markup : `${markup}<p>event ${i}</p>`};
                  window.stream.dispatchEvent(new MessageEvent("message", {data: JSON.stringify(told)}));
                }
                """, section, events);
    }

    /** How much memory the scripts of the page hold, after the browser has cleaned up, in bytes. */
    long heap() {
        driver.executeCdpCommand("HeapProfiler.collectGarbage", Map.of());
        return ((Number) driver.executeCdpCommand("Runtime.getHeapUsage", Map.of())
                        .get("usedSize"))
                .longValue();
    }

    Object run(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    void picture(String name) {
        try {
            var directory = Files.createDirectories(Path.of("target", "pictures"));
            Files.write(directory.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What axe-core calls serious or critical on the page that is shown. */
    @SuppressWarnings("unchecked")
    List<String> accessibilityFaults() {
        collectComplaints();
        driver.executeScript(AXE);
        var faults = (List<String>) driver.executeAsyncScript("""
                const done = arguments[arguments.length - 1];
                axe.run(document, {resultTypes: ['violations'], iframes: false}).then(result => done(result.violations
                  .filter(fault => ['serious', 'critical'].includes(fault.impact))
                  .map(fault => fault.id + ': ' + fault.nodes.slice(0, 3).map(node => node.html.slice(0, 160) + ' '
                    + node.failureSummary).join(' | '))));
                """);
        // what axe-core itself makes the console say
        driver.manage().logs().get(LogType.BROWSER);
        return faults;
    }

    /** Whether the page is wider than the window, so that one would have to scroll it sideways. */
    boolean overflows() {
        return (boolean) driver.executeScript(
                "return document.documentElement.scrollWidth > document.documentElement.clientWidth");
    }

    /** Everything that the console said and every request to another host, since the last call. */
    List<String> complaints() {
        collectComplaints();
        var all = List.copyOf(complaints);
        complaints.clear();
        return all;
    }

    private void collectComplaints() {
        driver.manage().logs().get(LogType.BROWSER).getAll().forEach(entry -> complaints.add(entry.getMessage()));
        driver.manage().logs().get(LogType.PERFORMANCE).getAll().stream()
                .map(entry -> entry.getMessage())
                .filter(message -> message.contains("\"Network.requestWillBeSent\""))
                .map(message -> message.replaceAll("(?s).*\"request\":\\{.*?\"url\":\"([^\"]*)\".*", "$1"))
                .filter(url -> url.startsWith("http") && !url.startsWith(origin))
                .forEach(url -> complaints.add("request to " + url));
    }

    private static String resource(String name) {
        try (var stream = Browser.class.getResourceAsStream(name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        driver.quit();
    }
}
