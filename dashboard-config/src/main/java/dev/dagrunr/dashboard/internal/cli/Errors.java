package dev.dagrunr.dashboard.internal.cli;

import dev.dagrunr.dashboard.internal.node.MetadataException;
import dev.dagrunr.dashboard.internal.postgres.EmbeddedServerException;
import dev.dagrunr.dashboard.internal.settings.SettingsException;
import dev.dagrunr.engine.DagRunrException;
import dev.dagrunr.migration.connection.ConnectionException;
import dev.dagrunr.migration.schema.SelectionException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Turns whatever a command throws into sentences on stderr, one line each, and an exit code. The stack trace goes to the
 * log, and to the terminal too when {@code DAGRUNR_DEBUG} is 1.
 */
final class Errors implements IExecutionExceptionHandler, IParameterExceptionHandler {
    private static final Logger log = LoggerFactory.getLogger(Errors.class);
    /** Except the word that our own sentences have in its place. */
    private static final Pattern PASSWORD_IN_ADDRESS = Pattern.compile("(://[^\\s:/@]*):(?!password@)[^\\s@]*@");

    private static final Pattern PASSWORD_PARAMETER = Pattern.compile("(?i)(password=)[^\\s&]*");

    private final Terminal terminal;
    private final boolean debug;

    Errors(Terminal terminal, boolean debug) {
        this.terminal = terminal;
        this.debug = debug;
    }

    @Override
    public int handleExecutionException(Exception error, CommandLine command, ParseResult parsed) {
        log.debug("Command {} failed", command.getCommandName(), error);
        return report(error);
    }

    @Override
    public int handleParseException(ParameterException error, String[] arguments) {
        terminal.error(oneLine(withFullStop(String.valueOf(error.getMessage()))) + " See '"
                + error.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
        return ExitCode.USAGE;
    }

    int report(Throwable error) {
        for (var sentence : sentences(error)) {
            terminal.error(oneLine(sentence));
        }
        if (debug) {
            error.printStackTrace(terminal.err());
        }
        return exitCode(error);
    }

    private static List<String> sentences(Throwable error) {
        if (error instanceof SettingsException settings) {
            return settings.problems();
        }
        if (exitCode(error) == ExitCode.INTERNAL) {
            return List.of("Internal error: " + error + "; run it again with DAGRUNR_DEBUG=1 to see where.");
        }
        return List.of(withFullStop(String.valueOf(error.getMessage())));
    }

    private static int exitCode(Throwable error) {
        if (error instanceof CommandFailure failure) {
            return failure.exitCode();
        }
        if (error instanceof DagRunrException refused) {
            return switch (refused.code().blame()) {
                case CALLER -> ExitCode.USAGE;
                case ENVIRONMENT -> ExitCode.ENVIRONMENT;
                case LIBRARY -> ExitCode.INTERNAL;
            };
        }
        if (error instanceof ConnectionException connection) {
            return connection.sqlState() == null ? ExitCode.USAGE : ExitCode.ENVIRONMENT;
        }
        if (error instanceof SettingsException
                || error instanceof SelectionException
                || error instanceof IllegalArgumentException) {
            return ExitCode.USAGE;
        }
        if (error instanceof EmbeddedServerException
                || error instanceof MetadataException
                || error instanceof SQLException
                || error instanceof IOException
                || error instanceof UncheckedIOException) {
            return ExitCode.ENVIRONMENT;
        }
        return ExitCode.INTERNAL;
    }

    private static String withFullStop(String sentence) {
        return sentence.endsWith(".") || sentence.endsWith("?") ? sentence : sentence + ".";
    }

    /** On one line, and without the password that an address from somewhere else may carry. */
    static String oneLine(String text) {
        var line = text.strip().replaceAll("\\s*\\R\\s*", " ");
        return PASSWORD_PARAMETER
                .matcher(PASSWORD_IN_ADDRESS.matcher(line).replaceAll("$1:***@"))
                .replaceAll("$1***");
    }
}
