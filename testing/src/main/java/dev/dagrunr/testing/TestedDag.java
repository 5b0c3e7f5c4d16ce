package dev.dagrunr.testing;

import static java.util.Objects.requireNonNull;

import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.DagTester;
import dev.dagrunr.dag.TestedRun;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * Runs a DAG in the test's thread, without a database, by {@link DagTester}. When the test fails, the failure shows what each
 * of its runs did, line by line.
 *
 * <pre>{@code
 * @RegisterExtension
 * final TestedDag<Text> wordCount = TestedDag.of(WordCount::dag);
 *
 * @Test
 * void oneWordThatCannotBeMeasuredFailsTheSum() {
 *     var run = wordCount.run(new Text("to be"), tester -> tester.fail("measure", 1, "no ruler"));
 *     assertThat(run.state("sum")).isEqualTo(TaskState.UPSTREAM_FAILED);
 * }
 * }</pre>
 *
 * <p>The DAG is made anew for each test. Confined to one test at a time: do not share one between tests that run in parallel.
 */
public final class TestedDag<P extends Record> implements BeforeEachCallback, TestExecutionExceptionHandler {
    private final Supplier<Dag<P>> source;
    private final List<TestedRun> runs = new ArrayList<>();
    private Dag<P> dag;

    private TestedDag(Supplier<Dag<P>> source) {
        this.source = source;
        this.dag = source.get();
    }

    public static <P extends Record> TestedDag<P> of(Supplier<Dag<P>> dag) {
        return new TestedDag<>(requireNonNull(dag, "dag is null"));
    }

    public Dag<P> dag() {
        return dag;
    }

    /** Runs the DAG to its end. */
    public TestedRun run(P params) {
        return run(params, UnaryOperator.identity());
    }

    /** Runs the DAG to its end, with what the tester is told to force. */
    public TestedRun run(P params, UnaryOperator<DagTester<P>> forced) {
        return remember(forced.apply(DagTester.of(dag)).run(params));
    }

    /** Runs the DAG to its end with its default parameters. */
    public TestedRun run() {
        return remember(DagTester.of(dag).run());
    }

    /** For a run that is made otherwise: remembers it, so that a failure shows it, and returns it. */
    public TestedRun remember(TestedRun run) {
        runs.add(run);
        return run;
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        runs.clear();
        dag = source.get();
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        runs.forEach(run -> failure.addSuppressed(new Transcript(run)));
        throw failure;
    }

    /** What a run did; is never thrown. */
    private static final class Transcript extends Throwable {
        Transcript(TestedRun run) {
            super(
                    "run " + run.runId() + " ended " + run.state().wireName() + "\n" + run.transcript(),
                    null,
                    false,
                    false);
        }
    }
}
