package dev.dagrunr.dashboard.internal.cli;

import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.RunState;
import dev.dagrunr.engine.BackfillOptions;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What DAGs there are, and the runs of one. */
@Command(name = "dags", mixinStandardHelpOptions = true, description = "Lists DAGs and their runs, and triggers runs.")
final class DagsCommand {
    private final App app;

    DagsCommand(App app) {
        this.app = app;
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the DAGs of this app.")
    int list(@Mixin OutputOption output) {
        try (var dags = app.dags()) {
            var listing = Listing.of("dag_id", "tasks", "description");
            for (var dag : dags.all()) {
                listing.row(dag.id(), dag.taskIds().size(), dag.options().description());
            }
            listing.print(output.format, app.terminal());
            return ExitCode.SUCCESS;
        }
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Prints the graph of a DAG as Mermaid flowchart, and the keys that its conf takes.")
    int show(@Parameters(paramLabel = "DAG_ID") String dagId, @Mixin OutputOption output) {
        try (var dags = app.dags()) {
            var dag = App.require(dags, dagId);
            if (output.format == OutputFormat.table) {
                printForPeople(dag);
            } else {
                Listing.of("dag_id", "description", "tasks", "mermaid", "conf")
                        .row(
                                dag.id(),
                                dag.options().description(),
                                dag.taskIds(),
                                dag.toMermaid(),
                                ConfKeys.of(dag).asMaps())
                        .print(output.format, app.terminal());
            }
            return ExitCode.SUCCESS;
        }
    }

    private void printForPeople(Dag<?> dag) {
        var out = app.terminal().out();
        out.println(dag.id() + ": " + dag.options().description());
        out.println();
        out.println(dag.toMermaid());
        ConfKeys.of(dag).listing().print(OutputFormat.table, app.terminal());
    }

    @Command(name = "list-runs", mixinStandardHelpOptions = true, description = "Lists runs, the newest first.")
    int listRuns(
            @Parameters(paramLabel = "DAG_ID") String dagId,
            @Option(names = "--limit", description = "At most so many; default: ${DEFAULT-VALUE}", defaultValue = "100")
                    int limit,
            @Mixin OutputOption output) {
        app.requireDag(dagId);
        if (limit < 1) {
            throw CommandFailure.usage("--limit is " + limit + "; give a number from 1");
        }
        try (var engine = app.connect()) {
            var listing = Listing.of("run_id", "state", "type", "started_at", "ended_at", "seconds");
            for (var run : engine.dagrunr().runs(dagId, limit)) {
                listing.row(
                        run.runId(),
                        run.state().wireName(),
                        run.runType().wireName(),
                        Texts.time(run.startedAt()),
                        Texts.time(run.endedAt()),
                        Texts.seconds(run.startedAt(), run.endedAt()));
            }
            listing.print(output.format, app.terminal());
            return ExitCode.SUCCESS;
        }
    }

    @Command(
            name = "pause",
            mixinStandardHelpOptions = true,
            description = "Holds a DAG back: no run and no further task of it starts. What runs goes on to its end.")
    int pause(@Parameters(paramLabel = "DAG_ID") String dagId) {
        app.requireDag(dagId);
        try (var engine = app.connect()) {
            engine.dagrunr().pause(dagId);
            app.terminal().out().println("DAG " + dagId + " is paused.");
            return ExitCode.SUCCESS;
        }
    }

    @Command(
            name = "unpause",
            mixinStandardHelpOptions = true,
            description = "Lets a DAG that was paused go on, with all runs that were queued meanwhile.")
    int unpause(@Parameters(paramLabel = "DAG_ID") String dagId) {
        app.requireDag(dagId);
        try (var engine = app.connect()) {
            engine.dagrunr().unpause(dagId);
            app.terminal().out().println("DAG " + dagId + " is not paused.");
            return ExitCode.SUCCESS;
        }
    }

    @Command(
            name = "backfill",
            mixinStandardHelpOptions = true,
            description = "Creates the runs that the schedule of a DAG has between two dates.")
    int backfill(
            @Parameters(paramLabel = "DAG_ID") String dagId,
            @Option(names = "--from", paramLabel = "DATE", required = true, description = "The first logical date")
                    String from,
            @Option(names = "--to", paramLabel = "DATE", required = true, description = "The last logical date")
                    String to,
            @Option(
                            names = "--reprocess",
                            paramLabel = "none|failed|completed",
                            defaultValue = "none",
                            description = "Which runs that exist run again; default: ${DEFAULT-VALUE}")
                    String reprocess,
            @Option(names = "--run-backwards", description = "Starts the newest run first") boolean backwards,
            @Option(
                            names = "--max-active-runs",
                            defaultValue = "10",
                            description = "At most so many at once; default: ${DEFAULT-VALUE}")
                    int maxActiveRuns,
            @Option(names = "--dry-run", description = "Says what would be done, and does nothing") boolean dryRun,
            @Mixin OutputOption output) {
        app.requireDag(dagId);
        var options = new BackfillOptions(
                Dates.instant("--from", from),
                Dates.instant("--to", to),
                Dates.reprocess(reprocess),
                backwards,
                maxActiveRuns);
        try (var engine = app.connect()) {
            var runner = engine.dagrunr().runner(dagId);
            var listing = Listing.of("logical_date", "run_id", "fate");
            for (var run : dryRun ? runner.previewBackfill(options) : runner.backfill(options)) {
                listing.row(
                        Texts.time(run.run().logicalDate()),
                        run.run().runId(),
                        run.fate().name().toLowerCase(Locale.ROOT));
            }
            listing.print(output.format, app.terminal());
            return ExitCode.SUCCESS;
        }
    }

    @Command(
            name = "state",
            mixinStandardHelpOptions = true,
            description = "Prints the state of a run; ends 0 when it is success, else 1.")
    int state(
            @Parameters(paramLabel = "DAG_ID") String dagId,
            @Option(names = "--run-id", paramLabel = "ID", required = true) String runId,
            @Mixin OutputOption output) {
        app.requireDag(dagId);
        try (var engine = app.connect()) {
            var info = engine.dagrunr().run(dagId, runId).info();
            if (output.format == OutputFormat.table) {
                app.terminal().out().println(info.state().wireName());
            } else {
                Listing.of("dag_id", "run_id", "state", "started_at", "ended_at", "reason", "conf")
                        .row(
                                dagId,
                                runId,
                                info.state().wireName(),
                                Texts.time(info.startedAt()),
                                Texts.time(info.endedAt()),
                                info.reason(),
                                info.conf())
                        .print(output.format, app.terminal());
            }
            return info.state() == RunState.SUCCESS ? ExitCode.SUCCESS : ExitCode.NEGATIVE;
        }
    }
}
