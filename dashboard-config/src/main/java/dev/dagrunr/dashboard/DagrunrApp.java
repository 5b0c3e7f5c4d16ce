package dev.dagrunr.dashboard;

import dev.dagrunr.dashboard.internal.cli.RootCommand;
import dev.dagrunr.dashboard.internal.cli.Terminal;

/** The app's entry point: reads the command line, runs one command, ends with its exit code. */
public final class DagrunrApp {
    private DagrunrApp() {}

    public static void main(String[] arguments) {
        var environment = System.getenv();
        System.exit(RootCommand.run(environment, Terminal.ofProcess(environment), arguments));
    }
}
