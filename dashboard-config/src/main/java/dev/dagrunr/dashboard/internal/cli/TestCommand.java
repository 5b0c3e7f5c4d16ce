package dev.dagrunr.dashboard.internal.cli;

import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.DagTester;
import dev.dagrunr.dag.RunState;
import dev.dagrunr.dag.TaskState;
import dev.dagrunr.dag.TestedRun;
import dev.dagrunr.engine.DagRunr;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Runs a DAG or a task in this process, without a metadata database: the bodies are the real ones, and do what they do. Retry
 * delays and waits of sensors cost no time.
 */
final class TestCommand {
    private static final String CONF = "Parameters of the run; 'dags show DAG_ID' lists the keys";

    private TestCommand() {}

    /** {@code dags test}. */
    @Command(
            name = "test",
            mixinStandardHelpOptions = true,
            description = "Runs a whole DAG in this process, without a metadata database. Its tasks do what they do.")
    static final class OfDag implements Callable<Integer> {
        @Parameters(paramLabel = "DAG_ID")
        private String dagId = "";

        @Option(
                names = {"-c", "--conf"},
                paramLabel = "JSON",
                defaultValue = "{}",
                description = CONF)
        private String conf = "{}";

        private final App app;

        OfDag(App app) {
            this.app = app;
        }

        @Override
        public Integer call() {
            try (var dags = app.dags()) {
                var run = run(App.require(dags, dagId), conf);
                print(app, run.transcript(), run.log());
                return run.state() == RunState.SUCCESS ? ExitCode.SUCCESS : ExitCode.NEGATIVE;
            }
        }

        private static <P extends Record> TestedRun run(Dag<P> dag, String conf) {
            return DagTester.of(dag).run(DagRunr.readConf(dag, conf));
        }
    }

    /** {@code tasks test}. */
    @Command(
            name = "test",
            mixinStandardHelpOptions = true,
            description =
                    "Runs a task, and those before it whose values it needs, in this process, without a metadata database.")
    static final class OfTask implements Callable<Integer> {
        @Parameters(paramLabel = "DAG_ID")
        private String dagId = "";

        @Parameters(paramLabel = "TASK_ID")
        private String taskId = "";

        @Option(
                names = {"-c", "--conf"},
                paramLabel = "JSON",
                defaultValue = "{}",
                description = CONF)
        private String conf = "{}";

        private final App app;

        OfTask(App app) {
            this.app = app;
        }

        @Override
        public Integer call() {
            try (var dags = app.dags()) {
                var dag = App.require(dags, dagId);
                if (!dag.taskIds().contains(taskId)) {
                    throw CommandFailure.usage(
                            "DAG '" + dagId + "' has no task '" + taskId + "'; 'tasks list " + dagId + "' lists them");
                }
                var run = run(dag, conf, taskId);
                print(app, run.transcript(), run.log());
                boolean good = run.states(taskId).stream()
                        .allMatch(state -> state == TaskState.SUCCESS || state == TaskState.SKIPPED);
                return good ? ExitCode.SUCCESS : ExitCode.NEGATIVE;
            }
        }

        private static <P extends Record> TestedRun run(Dag<P> dag, String conf, String taskId) {
            return DagTester.of(dag).runUpTo(taskId, DagRunr.readConf(dag, conf));
        }
    }

    private static void print(App app, String transcript, List<String> log) {
        var out = app.terminal().out();
        log.forEach(out::println);
        out.print(transcript);
        out.flush();
    }
}
