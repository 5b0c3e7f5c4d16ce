package dev.dagrunr.migration.step;

import dev.dagrunr.migration.schema.ObjectName;
import dev.dagrunr.migration.schema.SourceSchema;
import dev.dagrunr.migration.schema.Table;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Which tables have all their rows: a partitioned one when all its partitions have. Immutable. */
final class CompleteTables {
    private final TransferReport report;
    private final List<Table> tables;
    private final Map<ObjectName, List<Table>> partitions;
    private final List<ObjectName> partitioned;

    CompleteTables(SourceSchema schema, TransferReport report) {
        this.report = report;
        this.tables = schema.tables();
        this.partitions = tables.stream()
                .filter(table -> table.lineage().partitionBound() != null)
                .collect(
                        Collectors.groupingBy(table -> table.lineage().parents().get(0)));
        this.partitioned = tables.stream()
                .filter(table -> !table.holdsRows())
                .map(Table::name)
                .toList();
    }

    List<Table> list() {
        return tables.stream().filter(table -> contains(table.name())).toList();
    }

    boolean contains(ObjectName table) {
        return partitioned.contains(table)
                ? partitions.getOrDefault(table, List.of()).stream().allMatch(part -> contains(part.name()))
                : report.isComplete(table.schema(), table.name());
    }
}
