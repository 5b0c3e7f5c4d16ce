package dev.dagrunr.migration.step;

import dev.dagrunr.dag.Outcome;
import dev.dagrunr.dag.Outcomes;
import dev.dagrunr.dag.TaskContext;
import dev.dagrunr.dag.TaskFailedException;
import dev.dagrunr.migration.ValidationParams;
import dev.dagrunr.migration.connection.CancelWatch;
import dev.dagrunr.migration.connection.Connections;
import dev.dagrunr.migration.connection.SessionSettings;
import dev.dagrunr.migration.schema.SchemaReader;
import dev.dagrunr.migration.schema.SourceSchema;
import dev.dagrunr.migration.schema.Table;
import dev.dagrunr.migration.transform.Transformers;
import dev.dagrunr.migration.validation.TableComparison;
import dev.dagrunr.migration.validation.TablePair;
import dev.dagrunr.migration.validation.Validation;
import dev.dagrunr.migration.validation.ValidationReport;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Compares source and target, a task a table or for many small ones. Reads only. Thread-safe. */
public final class ValidationSteps {
    /** What a report names when there is no list of tables. */
    private static final String ALL_TABLES = "all tables";

    private final Connections connections;
    private final Transformers transformers;

    /** @param transformers of the migration, to which the conf of a run may add: what they change is not compared */
    public ValidationSteps(Connections connections, Transformers transformers) {
        this.connections = connections;
        this.transformers = transformers;
    }

    public List<ComparedTables> listTables(TaskContext<ValidationParams> context) throws SQLException {
        var params = context.params();
        var selection = Plan.selection(
                params.sourceSchema(), params.includeTables(), params.excludeTables(), params.materializedViews());
        return Failures.withoutVainRetries(() -> {
            SourceSchema schema;
            try (var watch = new CancelWatch(connections, "list_tables")) {
                var session = watch.open(params.sourceConnId(), SessionSettings.reading("dagrunr list_tables"));
                schema = new SchemaReader().read(session, selection);
            }
            if (schema.tables().isEmpty() && schema.unsupportedTables().isEmpty()) {
                throw new TaskFailedException(Plan.nothingSelected(
                        "compare", schema.schemas(), params.includeTables(), params.excludeTables()));
            }
            var mapping = Plan.mapping(params.sourceSchema(), params.targetSchema());
            var pairs = new ComparedPairs(
                    new RowFilters(params.rowFilters()), transformers.withNamed(params.transformColumns()));
            var tables = schema.tables().stream().filter(Table::holdsRows).toList();
            var groups = SmallTables.grouped(tables, table -> table.size().bytes()).stream()
                    .map(group -> new ComparedTables(group.stream()
                            .map(table -> new ComparedTable(
                                    pairs.of(table, mapping.target(table.name().schema())), null))
                            .toList()));
            var unsupported = schema.unsupportedTables().stream()
                    .map(table -> new ComparedTable(
                            new TablePair(
                                    table.name().schema(),
                                    table.name().name(),
                                    mapping.target(table.name().schema()),
                                    table.name().name(),
                                    List.of()),
                            "It " + table.reason() + ", which is not migrated"));
            return Stream.concat(groups, unsupported.map(table -> new ComparedTables(List.of(table))))
                    .toList();
        });
    }

    public List<TableComparison> compareTable(ComparedTables group, TaskContext<ValidationParams> context)
            throws SQLException {
        var params = context.params();
        var first = group.tables().get(0);
        if (first.obstacle() != null) {
            return List.of(notCompared(first.pair(), first.obstacle()));
        }
        var pairs = group.tables().stream().map(ComparedTable::pair).toList();
        return Failures.withoutVainRetries(() -> {
            var validation = new Validation(connections);
            var source = params.sourceConnId();
            var target = params.targetConnId();
            var report = switch (params.validationMode()) {
                case COUNTS -> validation.counts(source, target, pairs);
                case SAMPLE -> validation.samples(source, target, pairs);
                case CHECKSUM -> validation.checksums(source, target, pairs);
            };
            context.log().info(report.text());
            return report.tables();
        });
    }

    /** What the definitions have otherwise, a line each. It fails no validation: a target may have an owner of its own. */
    public List<String> compareStructure(TaskContext<ValidationParams> context) throws SQLException {
        var differences =
                Failures.withoutVainRetries(() -> new ComparedStructure(connections, context.params()).read());
        differences.forEach(line -> context.log().warn(line));
        return differences;
    }

    public static ValidationReport reportValidation(
            Outcome<List<ComparedTables>> groups,
            Outcomes<List<TableComparison>> compared,
            Outcome<List<String>> structure,
            TaskContext<ValidationParams> context) {
        var listed = groups.value().orElse(List.of());
        var tables = compared.entries().stream()
                .flatMap(entry -> comparisons(listed, entry).stream())
                .toList();
        var report = new ValidationReport(
                context.params().validationMode().wireName(),
                tables,
                structure.value().orElse(null));
        context.log().info(report.text());
        return report;
    }

    private static List<TableComparison> comparisons(
            List<ComparedTables> groups, Outcomes.Entry<List<TableComparison>> entry) {
        return entry.outcome().value().orElseGet(() -> {
            var reason = entry.outcome() instanceof Outcome.Failed<List<TableComparison>> failed
                    ? failed.reason()
                    : "It was not compared";
            return entry.mapIndex() >= 0 && entry.mapIndex() < groups.size()
                    ? groups.get(entry.mapIndex()).tables().stream()
                            .map(table -> notCompared(table.pair(), reason))
                            .toList()
                    : List.of(notCompared(entry.label().isEmpty() ? ALL_TABLES : entry.label(), reason));
        });
    }

    private static TableComparison notCompared(String tables, String reason) {
        return TableComparison.failed(tables, tables, reason);
    }

    private static TableComparison notCompared(TablePair pair, String reason) {
        return TableComparison.failed(
                pair.sourceSchema() + "." + pair.sourceTable(), pair.targetSchema() + "." + pair.targetTable(), reason);
    }

    public static String confirmValidation(ValidationReport report, TaskContext<ValidationParams> context) {
        if (!report.passed()) {
            throw new TaskFailedException("%d of %d tables differ: %s"
                    .formatted(
                            report.failed(),
                            report.tables().size(),
                            report.tables().stream()
                                    .filter(table -> !table.equal())
                                    .map(ValidationSteps::difference)
                                    .collect(Collectors.joining("; "))));
        }
        return "equal";
    }

    private static String difference(TableComparison table) {
        if (table.error() != null) {
            return table.sourceTable() + ": " + table.error();
        }
        if (!table.differences().isEmpty()) {
            return table.sourceTable() + ": " + String.join(", ", table.differences());
        }
        return table.sourceRows() == table.targetRows()
                ? table.sourceTable() + ": other values in " + table.sourceRows() + " rows"
                : table.sourceTable() + ": " + table.sourceRows() + " rows on the source, " + table.targetRows()
                        + " on the target";
    }
}
