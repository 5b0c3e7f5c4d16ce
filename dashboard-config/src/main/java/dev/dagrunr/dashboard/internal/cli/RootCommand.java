package dev.dagrunr.dashboard.internal.cli;

import dev.dagrunr.dashboard.internal.settings.Settings;
import dev.dagrunr.dashboard.internal.settings.SettingsException;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;

/** {@code dagrunr} itself: it only holds the other commands. */
@Command(
        name = "dagrunr",
        mixinStandardHelpOptions = true,
        versionProvider = AppVersion.class,
        description = "Runs DAGs as JobRunr jobs on PostgreSQL, and migrates one PostgreSQL database to another.",
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done, and the answer is yes",
            "1:done, and the answer is no: a run failed, a validation found differences",
            "2:nothing was done: the command, the conf or a setting is wrong",
            "3:something needed is missing: a database does not answer, a port is taken",
            "70:a fault of dagrunr itself; DAGRUNR_DEBUG=1 shows where"
        })
public final class RootCommand {
    private RootCommand() {}

    /** Runs one command line and gives the exit code; prints nowhere but to the terminal given. */
    public static int run(Map<String, String> environment, Terminal terminal, String... arguments) {
        var debug = "1".equals(environment.get("DAGRUNR_DEBUG"));
        var errors = new Errors(terminal, debug);
        try {
            Settings.from(environment);
            return commandLine(terminal, errors).execute(arguments);
        } catch (SettingsException e) {
            return errors.report(e);
        }
    }

    private static CommandLine commandLine(Terminal terminal, Errors errors) {
        var root = new CommandLine(new RootCommand());
        return root.setOut(terminal.out())
                .setErr(terminal.err())
                .setColorScheme(CommandLine.Help.defaultColorScheme(terminal.colour() ? Ansi.ON : Ansi.OFF))
                .setUsageHelpWidth(Math.max(80, Math.min(120, terminal.width().orElse(100))))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(errors)
                .setParameterExceptionHandler(errors);
    }
}
