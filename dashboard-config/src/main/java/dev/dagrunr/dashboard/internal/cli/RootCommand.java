package dev.dagrunr.dashboard.internal.cli;

import dev.dagrunr.dashboard.internal.node.Termination;
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
        return run(environment, terminal, Termination.onRequest(), arguments);
    }

    /** As {@link #run(Map, Terminal, String...)}; commands that wait end when {@code termination} is requested. */
    public static int run(
            Map<String, String> environment, Terminal terminal, Termination termination, String... arguments) {
        var errors = new Errors(terminal, Settings.debug(environment));
        try {
            var app = new App(environment, Settings.from(environment), terminal, termination);
            return commandLine(app, errors).execute(arguments);
        } catch (SettingsException e) {
            return errors.report(e);
        }
    }

    static CommandLine commandLine(App app, Errors errors) {
        var terminal = app.terminal();
        return UsageExamples.addTo(new CommandLine(new RootCommand())
                .addSubcommand("demo", new DemoCommand(app))
                .addSubcommand("standalone", new StandaloneCommand(app))
                .addSubcommand("worker", new WorkerCommand(app))
                .addSubcommand(
                        "dags",
                        new CommandLine(new DagsCommand(app))
                                .addSubcommand("trigger", new TriggerCommand(app))
                                .addSubcommand("test", new TestCommand.OfDag(app)))
                .addSubcommand(
                        "tasks",
                        new CommandLine(new TasksCommand(app))
                                .addSubcommand("clear", new ClearCommand(app))
                                .addSubcommand("mark", new MarkCommand(app))
                                .addSubcommand("test", new TestCommand.OfTask(app)))
                .addSubcommand("runs", new RunsCommand(app))
                .addSubcommand("pools", new PoolsCommand(app))
                .addSubcommand("validate", new ValidateCommand(app))
                .addSubcommand("diff", new DiffCommand(app))
                .addSubcommand("plan", new PlanCommand(app))
                .addSubcommand("connections", new ConnectionsCommand(app))
                .addSubcommand("sample-data", new SampleDataCommand(app))
                .addSubcommand("db", new DbCommand(app))
                .addSubcommand("nodes", new NodesCommand(app))
                .addSubcommand("completion", new CompletionCommand(app))
                .setOut(terminal.out())
                .setErr(terminal.err())
                .setColorScheme(CommandLine.Help.defaultColorScheme(terminal.colour() ? Ansi.ON : Ansi.OFF))
                .setUsageHelpWidth(Math.max(80, Math.min(120, terminal.width().orElse(100))))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExpandAtFiles(false)
                .setExecutionExceptionHandler(errors)
                .setParameterExceptionHandler(errors));
    }
}
