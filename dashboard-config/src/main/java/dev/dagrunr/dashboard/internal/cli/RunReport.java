package dev.dagrunr.dashboard.internal.cli;

import dev.dagrunr.dag.RunState;
import dev.dagrunr.dag.TaskState;
import dev.dagrunr.dashboard.internal.node.AppEngine;
import dev.dagrunr.engine.RunHandle;
import dev.dagrunr.engine.TaskInstanceInfo;
import dev.dagrunr.migration.ValidationDag;
import dev.dagrunr.migration.step.MigrationSummary;
import dev.dagrunr.migration.step.TransferReport.TableReport;
import dev.dagrunr.migration.validation.TableComparison;
import dev.dagrunr.migration.validation.ValidationReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Says what became of a run that has ended: its tables when it moved or compared some, its failures, one last line. */
final class RunReport {
    private static final int FAILURES_SHOWN = 20;
    private static final int RUNS_TO_LOOK_AT = 100;

    private final App app;
    private final AppEngine engine;
    private final RunHandle run;

    RunReport(App app, AppEngine engine, RunHandle run) {
        this.app = app;
        this.engine = engine;
        this.run = engine.dagrunr().run(run.dagId(), run.runId());
    }

    /** @return the exit code that goes with the run's state */
    int print() {
        var info = run.info();
        var tasks = run.tasks();
        var duration = Duration.between(
                info.startedAt().orElse(info.queuedAt()), info.endedAt().orElseGet(Instant::now));
        var summary = value(tasks, "generate_migration_summary", MigrationSummary.class);
        var validation = validation(tasks);
        if (summary.isPresent() && !summary.get().tables().isEmpty()) {
            printTables(summary.get(), validation, duration);
        } else {
            validation.ifPresent(this::printComparison);
        }
        if (info.state() == RunState.FAILED) {
            printFailures(tasks, info.reason());
        }
        app.terminal()
                .out()
                .println("Run " + run.runId() + " of DAG " + run.dagId() + " ended with "
                        + info.state().wireName() + " after " + Texts.seconds(duration) + ".");
        return info.state() == RunState.SUCCESS ? ExitCode.SUCCESS : ExitCode.NEGATIVE;
    }

    private <T> Optional<T> value(List<TaskInstanceInfo> tasks, String taskId, Class<T> type) {
        var succeeded =
                tasks.stream().anyMatch(task -> task.taskId().equals(taskId) && task.state() == TaskState.SUCCESS);
        return succeeded ? run.result(taskId, type) : Optional.empty();
    }

    /** The run's own, or that of the validation that it triggered last. */
    private Optional<ValidationReport> validation(List<TaskInstanceInfo> tasks) {
        var own = value(tasks, "report_validation", ValidationReport.class);
        if (own.isPresent()) {
            return own;
        }
        return SubRuns.of(engine, run.runId(), RUNS_TO_LOOK_AT).stream()
                .filter(child -> child.dagId().equals(ValidationDag.ID))
                .findFirst()
                .flatMap(child -> child.result("report_validation", ValidationReport.class));
    }

    private void printTables(MigrationSummary summary, Optional<ValidationReport> validation, Duration duration) {
        Map<String, TableComparison> compared = validation.stream()
                .flatMap(report -> report.tables().stream())
                .collect(Collectors.toMap(TableComparison::sourceTable, Function.identity(), (first, second) -> first));
        var mode = validation.map(ValidationReport::mode).orElse("");
        var listing = Listing.of("table", "rows", "tasks", "seconds", "rows_per_s", "validation");
        for (var table : summary.tables()) {
            var comparison = compared.get(table.schema() + "." + table.table());
            listing.row(
                    table.schema() + "." + table.table(),
                    Texts.count(table.rows()),
                    table.tasks(),
                    decimal(table.seconds()),
                    Texts.count(perSecond(table.rows(), table.seconds())),
                    table.complete() ? verdict(comparison, mode) : "incomplete");
        }
        var complete = summary.tables().stream().filter(TableReport::complete).count();
        listing.row(
                "total: " + complete + " of " + summary.tables().size() + " complete",
                Texts.count(summary.rows()),
                summary.tables().stream().mapToInt(TableReport::tasks).sum(),
                decimal(duration.toMillis() / 1_000.0),
                Texts.count(perSecond(summary.rows(), duration.toMillis() / 1_000.0)),
                validation.map(RunReport::verdict).orElse("not validated"));
        listing.print(OutputFormat.table, app.terminal());
        app.terminal()
                .out()
                .println(
                        "Seconds of a table are those of its tasks, added up; the total's are those of the whole run.");
    }

    private static String verdict(@Nullable TableComparison comparison, String mode) {
        if (comparison == null) {
            return "not validated";
        }
        return comparison.equal() ? "equal by " + mode : "different";
    }

    private static String verdict(ValidationReport report) {
        var rows = report.passed() ? "all equal by " + report.mode() : report.failed() + " different";
        var structure = report.structure();
        if (structure == null || structure.isEmpty()) {
            return rows;
        }
        return rows + ", structure differs in " + structure.size() + (structure.size() == 1 ? " place" : " places");
    }

    private static String decimal(double seconds) {
        return String.format(Locale.ROOT, "%.1f", seconds);
    }

    private static long perSecond(long rows, double seconds) {
        return seconds < 0.001 ? 0 : Math.round(rows / seconds);
    }

    private void printComparison(ValidationReport report) {
        app.terminal().out().print(report.text());
    }

    private void printFailures(List<TaskInstanceInfo> tasks, String reason) {
        var failures = failures(tasks).toList();
        for (var task : failures.subList(0, Math.min(FAILURES_SHOWN, failures.size()))) {
            app.terminal().error(sentence(task));
        }
        if (failures.size() > FAILURES_SHOWN) {
            app.terminal().error("And " + (failures.size() - FAILURES_SHOWN) + " more task instances failed.");
        }
        if (failures.isEmpty()) {
            app.terminal().error(Errors.oneLine(reason.isEmpty() ? "The run failed and no task says why." : reason));
        }
    }

    private Stream<TaskInstanceInfo> failures(List<TaskInstanceInfo> tasks) {
        return engine.dagrunr().dags().stream()
                .filter(dag -> dag.dagId().equals(run.dagId()))
                .flatMap(dag -> RootFailures.of(dag, tasks).stream());
    }

    private static String sentence(TaskInstanceInfo task) {
        var reason = Errors.oneLine(task.reason());
        return Texts.name(task) + ": " + (reason.endsWith(".") ? reason : reason + ".");
    }
}
