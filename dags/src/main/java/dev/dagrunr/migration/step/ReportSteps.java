package dev.dagrunr.migration.step;

import dev.dagrunr.dag.Outcome;
import dev.dagrunr.dag.Outcomes;
import dev.dagrunr.dag.TaskContext;
import dev.dagrunr.dag.TaskFailedException;
import dev.dagrunr.dag.TriggeredRun;
import dev.dagrunr.migration.MigrationParams;
import dev.dagrunr.migration.connection.Connections;
import dev.dagrunr.migration.step.TransferReport.TableReport;
import dev.dagrunr.migration.transfer.TableAddress;
import dev.dagrunr.migration.transfer.Transfer;
import dev.dagrunr.migration.transfer.TransferResult;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says what became of the migration. Thread-safe. */
public final class ReportSteps {
    private final Connections connections;

    public ReportSteps(Connections connections) {
        this.connections = connections;
    }

    /** Joins the transfers, failed ones too, into one line a table. */
    public TransferReport collectAllResults(
            Outcome<CreatedTables> tables,
            Outcome<List<PartitionTask>> partitions,
            Outcomes<LoadedTables> loadedTables,
            Outcomes<TransferResult> loadedPartitions,
            TaskContext<MigrationParams> context)
            throws SQLException {
        var created = tables.value();
        if (created.isEmpty()) {
            return new TransferReport(List.of());
        }
        var reports = new ArrayList<TableReport>();
        var groups = created.get().groups();
        for (int i = 0; i < groups.size(); i++) {
            reports.addAll(reports(groups.get(i), outcome(loadedTables, i), context));
        }
        var planned = partitions.value().orElse(List.of());
        for (var table : created.get().large()) {
            reports.add(report(table.load().source(), outcomes(table, planned, loadedPartitions)));
        }
        created.get().kept().forEach(table -> reports.add(TableReport.kept(table)));
        var report = new TransferReport(reports);
        context.log().info(text(report));
        return report;
    }

    private List<TableReport> reports(
            TableGroup group, Outcome<LoadedTables> outcome, TaskContext<MigrationParams> context) throws SQLException {
        var loads = group.tables().stream().map(TableTask::load).toList();
        var moved = outcome.value()
                .map(loaded -> loaded.tables().stream().map(Optional::of).toList());
        // One table that failed hides what became of the others of its task; their checkpoints say it.
        var found = moved.isPresent()
                ? moved.get()
                : loads.size() == 1
                        ? List.of(Optional.<TransferResult>empty())
                        : Failures.withoutVainRetries(
                                () -> new Transfer(connections).complete(loads, SchemaSteps.transferRun(context)));
        var failure = new Outcome.Failed<TransferResult>(failure(outcome));
        var reports = new ArrayList<TableReport>();
        for (int i = 0; i < loads.size(); i++) {
            Outcome<TransferResult> one = found.get(i)
                    .<Outcome<TransferResult>>map(Outcome.Succeeded::new)
                    .orElse(failure);
            reports.add(report(loads.get(i).source(), List.of(one)));
        }
        return reports;
    }

    private static String failure(Outcome<?> outcome) {
        return outcome instanceof Outcome.Failed<?> failed ? failed.reason() : "Skipped";
    }

    private static List<Outcome<TransferResult>> outcomes(
            TableTask table, List<PartitionTask> planned, Outcomes<TransferResult> loaded) {
        var outcomes = new ArrayList<Outcome<TransferResult>>();
        for (int i = 0; i < planned.size(); i++) {
            if (planned.get(i).load().table().source().equals(table.load().source())) {
                outcomes.add(outcome(loaded, i));
            }
        }
        return outcomes.isEmpty() ? List.of(new Outcome.Failed<>("Its partitions could not be planned")) : outcomes;
    }

    private static <T> Outcome<T> outcome(Outcomes<T> outcomes, int mapIndex) {
        return outcomes.entries().stream()
                .filter(entry -> entry.mapIndex() == mapIndex)
                .findFirst()
                .map(Outcomes.Entry::outcome)
                .orElseGet(() -> new Outcome.Failed<>("It was not moved"));
    }

    private static TableReport report(TableAddress source, List<Outcome<TransferResult>> outcomes) {
        var results =
                outcomes.stream().flatMap(outcome -> outcome.value().stream()).toList();
        var failure = outcomes.stream()
                .filter(outcome -> outcome.value().isEmpty())
                .map(ReportSteps::failure)
                .findFirst();
        return new TableReport(
                source.schema(),
                source.table(),
                results.stream().mapToLong(TransferResult::rows).sum(),
                results.stream().mapToLong(TransferResult::bytes).sum(),
                outcomes.size(),
                results.stream().mapToDouble(TransferResult::seconds).sum(),
                failure.orElse(null));
    }

    private static String text(TransferReport report) {
        return report.tables().stream()
                .map(table -> table.kept()
                        ? "kept        %s.%s".formatted(table.schema(), table.table())
                        : table.complete()
                                ? String.format(
                                        Locale.ROOT,
                                        "complete    %s.%s: %,d rows",
                                        table.schema(),
                                        table.table(),
                                        table.rows())
                                : "INCOMPLETE  %s.%s: %s".formatted(table.schema(), table.table(), table.failure()))
                .collect(Collectors.joining("\n"));
    }

    public static MigrationSummary generateMigrationSummary(
            Outcome<TransferReport> report, Outcome<TriggeredRun> validation, TaskContext<MigrationParams> context) {
        var transfers = report.value().orElseGet(() -> new TransferReport(List.of()));
        var summary = new MigrationSummary(transfers.tables(), transfers.rows(), failure(transfers, validation));
        context.log().info(text(transfers));
        context.log()
                .info(
                        summary.complete()
                                ? String.format(
                                        Locale.ROOT,
                                        "%,d rows in %d tables, validated",
                                        summary.rows(),
                                        summary.tables().size())
                                : String.valueOf(summary.failure()));
        return summary;
    }

    private static @Nullable String failure(TransferReport report, Outcome<TriggeredRun> validation) {
        var incomplete = report.incomplete();
        if (!incomplete.isEmpty()) {
            var complete =
                    report.tables().stream().filter(TableReport::complete).toList();
            return "%d of %d tables are not complete: %s. %s"
                    .formatted(
                            incomplete.size(),
                            report.tables().size(),
                            incomplete.stream()
                                    .map(table -> name(table) + " (" + table.failure() + ")")
                                    .collect(Collectors.joining("; ")),
                            complete.isEmpty()
                                    ? "None is complete"
                                    : "Complete are "
                                            + complete.stream()
                                                    .map(ReportSteps::name)
                                                    .collect(Collectors.joining(", ")));
        }
        if (validation instanceof Outcome.Succeeded<TriggeredRun>) {
            return null;
        }
        var what = report.tables().isEmpty() ? "Nothing was migrated" : "The result was not validated";
        return validation instanceof Outcome.Failed<TriggeredRun> failed ? what + ": " + failed.reason() : what;
    }

    private static String name(TableReport table) {
        return table.schema() + "." + table.table();
    }

    /** Fails when anything is missing; else forgets what the target knows of the transfers. */
    public String confirmMigration(MigrationSummary summary, TaskContext<MigrationParams> context) throws SQLException {
        if (summary.failure() != null) {
            throw new TaskFailedException(summary.failure());
        }
        return Failures.withoutVainRetries(() -> {
            new Transfer(connections).forget(context.params().targetConnId(), SchemaSteps.transferRun(context));
            return "complete";
        });
    }
}
