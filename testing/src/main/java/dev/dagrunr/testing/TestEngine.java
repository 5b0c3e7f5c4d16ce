package dev.dagrunr.testing;

import static java.util.Objects.requireNonNull;

import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.RunState;
import dev.dagrunr.dag.TaskState;
import dev.dagrunr.engine.DagRunr;
import dev.dagrunr.engine.DagRunrConfiguration;
import dev.dagrunr.engine.LogLine;
import dev.dagrunr.engine.RunHandle;
import dev.dagrunr.engine.TaskInstanceInfo;
import dev.dagrunr.engine.TriggerOptions;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A node of its own for a test class, on a database that the test gives: what production does, with jobs and JSON.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final TestEngine engine = TestEngine.on(Databases::pool, WordCount.dag());
 *
 * @Test
 * void addsUpTheLengthsOfAllWords() throws Exception {
 *     var run = engine.run("word_count", "{\"text\": \"to be\"}");
 *     assertThat(run.result("sum", Integer.class)).contains(4);
 * }
 * }</pre>
 *
 * <p>The database should be one for tests: the node takes whatever work it finds there. The pool needs {@code parallelism + 8}
 * connections, where parallelism is 4 unless set. Thread-safe between the first test and the last.
 */
public final class TestEngine implements BeforeAllCallback, AfterAllCallback {
    private static final int PARALLELISM = 4;

    private final Supplier<DataSource> dataSource;
    private final UnaryOperator<DagRunrConfiguration> configuration;
    private final Dag<?>[] dags;
    private final Duration limit;
    private @Nullable DagRunr dagrunr;
    private @Nullable String owner;

    private TestEngine(
            Supplier<DataSource> dataSource,
            UnaryOperator<DagRunrConfiguration> configuration,
            Dag<?>[] dags,
            Duration limit) {
        this.dataSource = requireNonNull(dataSource, "dataSource is null");
        this.configuration = configuration;
        this.dags = dags;
        this.limit = limit;
    }

    /** @param dataSource is asked when the test class begins; who made the pool closes it, after this extension */
    public static TestEngine on(Supplier<DataSource> dataSource, Dag<?>... dags) {
        return new TestEngine(dataSource, UnaryOperator.identity(), dags.clone(), Duration.ofSeconds(30));
    }

    /** With other settings of the engine than its defaults and 4 workers. */
    public TestEngine configured(UnaryOperator<DagRunrConfiguration> settings) {
        return new TestEngine(dataSource, settings, dags, limit);
    }

    /** How long {@link #run} and {@link #await} wait for a run; 30 seconds unless set. */
    public TestEngine within(Duration time) {
        return new TestEngine(dataSource, configuration, dags, time);
    }

    /** @throws IllegalStateException when the extension is not in a static field, so that its class has not begun */
    public DagRunr dagrunr() {
        if (dagrunr == null) {
            throw new IllegalStateException("Register the TestEngine in a static field: its class has not begun");
        }
        return dagrunr;
    }

    /** Runs a DAG with this conf and waits for its success. */
    public <P extends Record> RunHandle run(Dag<P> dag, P conf) throws InterruptedException {
        return succeeds(dagrunr().runner(dag).trigger(conf));
    }

    /** Runs a DAG with a conf as JSON object and waits for its success. */
    public RunHandle run(String dagId, String conf) throws InterruptedException {
        return succeeds(dagrunr().runner(dagId).triggerJson(conf, TriggerOptions.defaults()));
    }

    private RunHandle succeeds(RunHandle run) throws InterruptedException {
        if (await(run) != RunState.SUCCESS) {
            throw new AssertionError("Run '" + run.runId() + "' of DAG '" + run.dagId() + "' failed\n" + failures(run));
        }
        return run;
    }

    /**
     * Waits for the end of a run, however it is.
     *
     * @throws AssertionError when it has not ended in time, with the states of its tasks
     */
    public RunState await(RunHandle run) throws InterruptedException {
        var state = run.await(limit);
        if (!state.finished()) {
            throw new AssertionError("Run '" + run.runId() + "' of DAG '" + run.dagId() + "' is " + state.wireName()
                    + " after " + limit + "\n"
                    + run.tasks().stream().map(TestEngine::line).collect(Collectors.joining("\n")));
        }
        return state;
    }

    private static String failures(RunHandle run) {
        return run.tasks().stream()
                .filter(task -> task.state() == TaskState.FAILED)
                .map(task -> line(task)
                        + run.log(task.taskId(), task.mapIndex()).stream()
                                .map(TestEngine::line)
                                .collect(Collectors.joining()))
                .collect(Collectors.joining("\n", run.info().reason() + "\n", ""));
    }

    private static String line(TaskInstanceInfo task) {
        return task.taskId() + (task.mapIndex() < 0 ? "" : "[" + task.mapIndex() + "]") + " is "
                + task.state().wireName() + (task.reason().isEmpty() ? "" : ": " + task.reason());
    }

    private static String line(LogLine line) {
        return "\n  " + line.level() + " " + line.message();
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        if (owner == null) {
            owner = context.getUniqueId();
            dagrunr = configuration
                    .apply(DagRunr.configure()
                            .dataSource(dataSource.get())
                            .dags(dags)
                            .parallelism(PARALLELISM))
                    .start();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (dagrunr != null && context.getUniqueId().equals(owner)) {
            dagrunr.close();
            dagrunr = null;
            owner = null;
        }
    }
}
