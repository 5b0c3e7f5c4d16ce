package dev.dagrunr.dashboard.internal.page;

import dev.dagrunr.dag.TaskState;
import dev.dagrunr.dashboard.internal.page.Page.Fragment;
import dev.dagrunr.dashboard.internal.progress.Pace;
import dev.dagrunr.dashboard.internal.web.NotFoundException;
import dev.dagrunr.dashboard.internal.web.Request;
import dev.dagrunr.engine.view.InstanceFilter;
import dev.dagrunr.engine.view.InstanceView;
import dev.dagrunr.engine.view.PageRequest;
import dev.dagrunr.engine.view.RunSummary;
import dev.dagrunr.engine.view.TaskSummary;
import dev.dagrunr.migration.MigrationDag;
import dev.dagrunr.migration.ValidationDag;
import dev.dagrunr.migration.step.CreatedTables;
import dev.dagrunr.migration.step.MigrationSummary;
import dev.dagrunr.migration.step.TableGroup;
import dev.dagrunr.migration.step.TableTask;
import dev.dagrunr.migration.validation.TableComparison;
import dev.dagrunr.migration.validation.ValidationReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A migration by its tables, and the report that remains of it, which can be printed. Thread-safe. */
final class MigrationPage {
    private static final List<String> MOVERS = List.of("transfer_table", "transfer_partition");
    private static final int MOST_PLANS = 50;

    private final Operations operations;
    /** By run; what a task returned stays the same until it is cleared, and then its start is another. */
    private final Map<String, Plan> plans = new ConcurrentHashMap<>();

    MigrationPage(Operations operations) {
        this.operations = operations;
    }

    Page page(Request request) {
        if (!request.at("dag").equals(MigrationDag.ID)) {
            throw new NotFoundException("DAG '" + request.at("dag") + "' is no migration.");
        }
        var run = operations.run(request.at("dag"), request.at("run"));
        var plan = plan(run);
        var tables = TableProgress.of(plan.estimates(), plan.groups(), movers(run));
        var validation = validation(run);
        return RunPages.page(
                run,
                "Migration",
                new Fragment("total", total(run, tables, validation)),
                new Fragment("tables", tables(run, plan, tables, validation)));
    }

    /**
     * @param estimates rows by table
     * @param groups the tables of each task that moves several, by its label
     */
    private record Plan(Map<String, Long> estimates, Map<String, List<String>> groups) {
        static Plan of(CreatedTables tables) {
            var groups = tables.groups().stream()
                    .filter(group -> group.tables().size() > 1)
                    .collect(Collectors.toMap(
                            TableGroup::label,
                            group -> group.tables().stream()
                                    .map(TableTask::label)
                                    .toList(),
                            (one, other) -> one));
            return new Plan(MigrationPage.estimates(tables), groups);
        }

        /** By table, of those that share an instance. */
        Map<String, String> labels() {
            return groups.entrySet().stream()
                    .flatMap(group -> group.getValue().stream().map(table -> Map.entry(table, group.getKey())))
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (one, other) -> one));
        }
    }

    private Plan plan(RunSummary run) {
        var created = operations.view().instance(run.key(), "create_tables", -1);
        if (created.isEmpty() || created.get().state() != TaskState.SUCCESS) {
            return new Plan(Map.of(), Map.of());
        }
        if (plans.size() > MOST_PLANS) {
            plans.clear();
        }
        return plans.computeIfAbsent(
                run.key() + " " + created.get().epoch(),
                key -> result(run, "create_tables", CreatedTables.class)
                        .map(Plan::of)
                        .orElseGet(() -> new Plan(Map.of(), Map.of())));
    }

    private static Map<String, Long> estimates(CreatedTables tables) {
        var estimates = new LinkedHashMap<String, Long>();
        Stream.concat(tables.large().stream(), tables.regular().stream())
                .forEach((TableTask task) ->
                        estimates.put(task.label(), task.load().estimatedRows()));
        return estimates;
    }

    private List<InstanceView> movers(RunSummary run) {
        var movers = new ArrayList<InstanceView>();
        for (var taskId : MOVERS) {
            var filter = InstanceFilter.ofRun(run.key()).ofTask(taskId);
            for (int offset = 0; ; offset += 1_000) {
                var page = operations.view().instances(filter, new PageRequest(offset, 1_000));
                page.rows().stream()
                        .filter(instance -> instance.mapIndex() >= 0 && instance.state() != TaskState.REMOVED)
                        .forEach(movers::add);
                if (offset + 1_000 >= page.total()) {
                    break;
                }
            }
        }
        return movers;
    }

    private Optional<ValidationReport> validation(RunSummary run) {
        return operations.view().children(run.key()).stream()
                .filter(child -> child.dagId().equals(ValidationDag.ID))
                .findFirst()
                .flatMap(child -> result(child, "report_validation", ValidationReport.class));
    }

    /** What a task that has succeeded returned. */
    private <T> Optional<T> result(RunSummary run, String taskId, Class<T> type) {
        return operations
                .view()
                .instance(run.key(), taskId, -1)
                .filter(instance -> instance.state() == TaskState.SUCCESS)
                .flatMap(instance ->
                        operations.dagrunr().run(run.dagId(), run.runId()).result(taskId, type));
    }

    private Html total(RunSummary run, Map<String, TableProgress> tables, Optional<ValidationReport> validation) {

        long done = tables.values().stream().mapToLong(TableProgress::done).sum();
        long expected = Math.max(
                done,
                tables.values().stream().mapToLong(TableProgress::expected).sum());
        var complete = tables.values().stream().filter(TableProgress::complete).count();
        long bytes = tables.values().stream().mapToLong(TableProgress::bytes).sum();
        var parts = tables.values().stream()
                .flatMap(table -> table.parts().stream())
                .toList();
        var pace = TableProgress.pace(parts, movingTime(tables, run), operations.now());
        var left = run.state().finished() ? Optional.<Duration>empty() : pace.left(expected - done);
        var phase = operations.view().tasks(List.of(run.key())).stream()
                .filter(task -> States.of(task) == TaskState.RUNNING)
                .map(TaskSummary::taskId)
                .collect(Collectors.joining(", "));
        var summary = result(run, "generate_migration_summary", MigrationSummary.class);
        return Html.of(
                """
                <dl class="facts figures"><div><dt>Rows</dt><dd class="num">{} of {}</dd></div>\
                <div><dt>Bytes</dt><dd class="num">{}</dd></div>\
                <div><dt>Tables complete</dt><dd class="num">{} of {}</dd></div>\
                <div><dt>A second</dt><dd class="num">{} rows, {}</dd></div>\
                <div><dt>Time left for rows</dt><dd class="num">{}</dd></div>\
                <div><dt>Now running</dt><dd>{}</dd></div><div><dt>Validation</dt><dd>{}</dd></div></dl>
                <progress class="wide" max="{}" value="{}" aria-label="Rows moved"></progress>{}
                """,
                Times.count(done),
                Times.count(expected),
                Pace.text(bytes),
                complete,
                tables.size(),
                Times.count(pace.rowsPerSecond()),
                Pace.text(pace.bytesPerSecond()),
                left.map(Times::text).orElse("–"),
                phase.isEmpty() ? "nothing" : phase,
                validation.map(MigrationPage::verdict).orElse(Html.of("<span class=\"none\">not yet</span>")),
                Math.max(1, expected),
                done,
                summary.flatMap(report -> Optional.ofNullable(report.failure()))
                        .map(failure -> Html.of("<p class=\"failure\">{}</p>", failure)));
    }

    /** From the first start of a task that moves rows to the last end. */
    private Duration movingTime(Map<String, TableProgress> tables, RunSummary run) {
        var start = tables.values().stream()
                .flatMap(table -> table.startedAt().stream())
                .min(Instant::compareTo);
        boolean over = tables.values().stream()
                .allMatch(table -> table.count() > 0 && table.endedAt().isPresent());
        var end = over
                ? tables.values().stream()
                        .flatMap(table -> table.endedAt().stream())
                        .max(Instant::compareTo)
                : run.endedAt();
        return start.map(from -> Duration.between(from, end.orElseGet(operations::now)))
                .orElse(Duration.ZERO);
    }

    private static Html verdict(ValidationReport report) {
        return report.passed()
                ? Html.of(
                        "{} all {} tables equal by {}",
                        States.badge("success"),
                        report.tables().size(),
                        report.mode())
                : Html.of(
                        "{} {} of {} tables differ",
                        States.badge("failed"),
                        report.failed(),
                        report.tables().size());
    }

    private Html tables(
            RunSummary run, Plan plan, Map<String, TableProgress> tables, Optional<ValidationReport> validation) {
        Map<String, TableComparison> compared = validation.stream()
                .flatMap(report -> report.tables().stream())
                .collect(Collectors.toMap(
                        comparison -> comparison.sourceTable().replaceFirst("^public\\.", ""),
                        Function.identity(),
                        (first, second) -> first));
        var labels = plan.labels();
        var rows = tables.values().stream()
                .map(table -> row(
                        run,
                        table,
                        labels.getOrDefault(table.table(), table.table()),
                        Optional.ofNullable(compared.get(table.table()))))
                .toList();
        return Layout.table(
                "Tables",
                List.of(
                        "Table",
                        "State",
                        "Parts",
                        "Rows#",
                        "Bytes#",
                        "Rows/s#",
                        "MB/s#",
                        "Left#",
                        "Duration#",
                        "Validation"),
                rows,
                "The tables are known once they have been created on the target.");
    }

    /** @param label of the instances that move the table, or how theirs begin */
    private Html row(RunSummary run, TableProgress table, String label, Optional<TableComparison> comparison) {
        var state = new TaskSummary(run.key(), table.table(), true, table.count(), table.counts(), false);
        boolean parts = table.count() > 1;
        var pace = table.pace(operations.now());
        var link = Links.task(run, parts ? "transfer_partition" : "transfer_table") + "?q=" + Links.encoded(label);
        return Html.of(
                """
                <tr><th scope="row"><a href="{}">{}</a></th><td>{}</td><td class="instances">{}</td><td class="num">{}</td>\
                <td class="num">{}</td><td class="num">{}</td><td class="num">{}</td><td class="num">{}</td>\
                <td class="num">{}</td><td>{}</td></tr>
                """,
                link,
                table.table(),
                States.badge(table.count() == 0 ? TaskState.NONE : States.of(state)),
                parts ? Html.of("{}<small>{}</small>", States.bar(state), States.counts(table.counts())) : Html.NOTHING,
                table.complete()
                        ? Html.text(Times.count(table.done()))
                        : RunPages.progress(table.done(), Math.max(table.done(), table.expected())),
                Pace.text(table.bytes()),
                Times.count(pace.rowsPerSecond()),
                String.format(Locale.ROOT, "%.1f", pace.bytesPerSecond() / 1e6),
                table.left(operations.now()).map(Times::text).orElse("–"),
                Times.duration(table.startedAt(), table.endedAt()),
                comparison.map(MigrationPage::comparison).orElse(Html.of("<span class=\"none\">–</span>")));
    }

    private static Html comparison(TableComparison comparison) {
        if (comparison.equal()) {
            return Html.of("{} equal, {} rows", States.badge("success"), Times.count(comparison.sourceRows()));
        }
        return Html.of(
                "{} {}",
                States.badge("failed"),
                comparison.error() == null
                        ? Times.count(comparison.sourceRows()) + " rows, " + Times.count(comparison.targetRows())
                                + " on the target"
                        : String.valueOf(comparison.error()));
    }
}
