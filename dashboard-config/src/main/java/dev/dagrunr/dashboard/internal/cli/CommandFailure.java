package dev.dagrunr.dashboard.internal.cli;

import org.jspecify.annotations.Nullable;

/** Ends a command with a sentence for the user and the exit code that goes with it. */
final class CommandFailure extends RuntimeException {
    private final int exitCode;

    private CommandFailure(int exitCode, String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
        this.exitCode = exitCode;
    }

    static CommandFailure negative(String sentence) {
        return new CommandFailure(ExitCode.NEGATIVE, sentence, null);
    }

    static CommandFailure usage(String sentence) {
        return new CommandFailure(ExitCode.USAGE, sentence, null);
    }

    static CommandFailure environment(String sentence, Throwable cause) {
        return new CommandFailure(ExitCode.ENVIRONMENT, sentence, cause);
    }

    int exitCode() {
        return exitCode;
    }
}
