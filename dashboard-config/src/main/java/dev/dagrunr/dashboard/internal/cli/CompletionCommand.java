package dev.dagrunr.dashboard.internal.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What a shell needs to complete commands and options. */
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        description = "Prints a script for bash and zsh that completes commands and options.",
        footer = {"%nExample:", "  source <(./dagrunr completion)"})
final class CompletionCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    private final App app;

    CompletionCommand(App app) {
        this.app = app;
    }

    @Override
    public Integer call() {
        app.terminal().out().print(AutoComplete.bash("dagrunr", spec.root().commandLine()));
        app.terminal().out().flush();
        return ExitCode.SUCCESS;
    }
}
