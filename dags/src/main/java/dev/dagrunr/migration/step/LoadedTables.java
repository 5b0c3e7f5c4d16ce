package dev.dagrunr.migration.step;

import dev.dagrunr.migration.transfer.TransferResult;
import java.util.List;

/**
 * What one task moved. Immutable.
 *
 * @param rows of all its tables, under the name by which metrics count what a task moves
 * @param bytes of all its tables, as {@code rows}
 * @param tables in the order of its {@link TableGroup}
 */
public record LoadedTables(long rows, long bytes, List<TransferResult> tables) {
    public LoadedTables {
        tables = List.copyOf(tables);
    }

    static LoadedTables of(List<TransferResult> tables) {
        return new LoadedTables(
                tables.stream().mapToLong(TransferResult::rows).sum(),
                tables.stream().mapToLong(TransferResult::bytes).sum(),
                tables);
    }
}
