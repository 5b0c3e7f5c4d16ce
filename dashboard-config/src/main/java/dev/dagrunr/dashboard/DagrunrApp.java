package dev.dagrunr.dashboard;

import dev.dagrunr.dashboard.internal.cli.RootCommand;
import dev.dagrunr.dashboard.internal.cli.Terminal;
import dev.dagrunr.dashboard.internal.node.Termination;

/** The app's entry point: reads the command line, runs one command, ends with its exit code. */
public final class DagrunrApp {
    private DagrunrApp() {}

    public static void main(String[] arguments) {
        var environment = System.getenv();
        var termination = Termination.ofProcess();
        var exitCode = RootCommand.run(environment, Terminal.ofProcess(environment), termination, arguments);
        termination.done();
        System.exit(exitCode);
    }
}
