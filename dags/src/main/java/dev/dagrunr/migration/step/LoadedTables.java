package dev.dagrunr.migration.step;

import dev.dagrunr.migration.transfer.TransferResult;
import java.util.List;

/** What one task moved, in the order of its {@link TableGroup}. Immutable. */
public record LoadedTables(List<TransferResult> tables) {
    public LoadedTables {
        tables = List.copyOf(tables);
    }
}
