package dev.dagrunr.dashboard.internal.cli;

import dev.dagrunr.engine.TriggerOptions;
import dev.dagrunr.migration.ValidationDag;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Compares source and target. */
@Command(
        name = "validate",
        mixinStandardHelpOptions = true,
        description = "Runs the DAG " + ValidationDag.ID + " and waits for it: exit code 0 when every table is equal on"
                + " source and target, else 1.")
final class ValidateCommand implements Callable<Integer> {
    @Option(
            names = {"-c", "--conf"},
            paramLabel = "JSON",
            defaultValue = "{}",
            description = "Parameters of the run; 'dags show " + ValidationDag.ID + "' lists the keys")
    private String conf = "{}";

    private final App app;

    ValidateCommand(App app) {
        this.app = app;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (var engine = app.connect()) {
            var run = engine.dagrunr().runner(ValidationDag.ID).triggerJson(conf, TriggerOptions.defaults());
            return new Waiting(app, engine, run).untilTheEnd();
        }
    }
}
