package dev.dagrunr.migration.step;

import dev.dagrunr.dag.Outcome;
import dev.dagrunr.dag.Outcomes;
import dev.dagrunr.dag.TaskContext;
import dev.dagrunr.dag.TaskFailedException;
import dev.dagrunr.dag.TriggeredRun;
import dev.dagrunr.migration.MigrationParams;
import dev.dagrunr.migration.connection.Connections;
import dev.dagrunr.migration.step.TransferReport.TableReport;
import dev.dagrunr.migration.transfer.PartitionLoad;
import dev.dagrunr.migration.transfer.TableAddress;
import dev.dagrunr.migration.transfer.Transfer;
import dev.dagrunr.migration.transfer.TransferResult;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says what became of the migration. Thread-safe. */
public final class ReportSteps {
    private final Connections connections;

    public ReportSteps(Connections connections) {
        this.connections = connections;
    }

    /** Joins the transfers, failed ones too, into one line a table. */
    public static TransferReport collectAllResults(
            Outcome<CreatedTables> tables,
            Outcome<List<PartitionLoad>> partitions,
            Outcomes<TransferResult> loadedTables,
            Outcomes<TransferResult> loadedPartitions,
            TaskContext<MigrationParams> context) {
        var created = tables.value();
        if (created.isEmpty()) {
            return new TransferReport(List.of());
        }
        var reports = new ArrayList<TableReport>();
        var regular = created.get().regular();
        for (int i = 0; i < regular.size(); i++) {
            reports.add(report(regular.get(i).load().source(), List.of(outcome(loadedTables, i))));
        }
        var planned = partitions.value().orElse(List.of());
        for (var table : created.get().large()) {
            reports.add(report(table.load().source(), outcomes(table, planned, loadedPartitions)));
        }
        var report = new TransferReport(reports);
        context.log().info(text(report));
        return report;
    }

    private static List<Outcome<TransferResult>> outcomes(
            TableTask table, List<PartitionLoad> planned, Outcomes<TransferResult> loaded) {
        var outcomes = new ArrayList<Outcome<TransferResult>>();
        for (int i = 0; i < planned.size(); i++) {
            if (planned.get(i).table().source().equals(table.load().source())) {
                outcomes.add(outcome(loaded, i));
            }
        }
        return outcomes.isEmpty() ? List.of(new Outcome.Failed<>("Its partitions could not be planned")) : outcomes;
    }

    private static Outcome<TransferResult> outcome(Outcomes<TransferResult> outcomes, int mapIndex) {
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
                .map(outcome -> outcome instanceof Outcome.Failed<TransferResult> failed ? failed.reason() : "Skipped")
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
                .map(table -> table.complete()
                        ? String.format(
                                Locale.ROOT, "complete    %s.%s: %,d rows", table.schema(), table.table(), table.rows())
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
