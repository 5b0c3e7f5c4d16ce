package dev.dagrunr.migration.step;

import dev.dagrunr.migration.schema.ObjectName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the transfers brought, a line a table. Immutable. */
public record TransferReport(List<TableReport> tables) {
    public TransferReport {
        tables = List.copyOf(tables);
    }

    /**
     * One table.
     *
     * @param table for people: {@code schema.table} on the source
     * @param seconds that its tasks worked, added up
     * @param failure why rows are missing; null when the table is complete
     */
    public record TableReport(
            String schema,
            String table,
            long rows,
            long bytes,
            int tasks,
            double seconds,
            @Nullable String failure) {
        /** A table whose rows on the target stay as they are: no task moved any. */
        static TableReport kept(ObjectName table) {
            return new TableReport(table.schema(), table.name(), 0, 0, 0, 0, null);
        }

        boolean kept() {
            return complete() && tasks == 0;
        }

        public boolean complete() {
            return failure == null;
        }
    }

    public List<TableReport> incomplete() {
        return tables.stream().filter(table -> !table.complete()).toList();
    }

    public long rows() {
        return tables.stream().mapToLong(TableReport::rows).sum();
    }

    boolean isKept(ObjectName table) {
        return tables.stream()
                .anyMatch(report -> report.kept()
                        && report.schema().equals(table.schema())
                        && report.table().equals(table.name()));
    }

    boolean isComplete(String schema, String table) {
        return tables.stream()
                .anyMatch(report ->
                        report.schema().equals(schema) && report.table().equals(table) && report.complete());
    }
}
