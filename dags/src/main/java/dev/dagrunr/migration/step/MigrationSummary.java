package dev.dagrunr.migration.step;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a migration ended. Immutable.
 *
 * @param failure what is missing, in one sentence; null when the migration is complete and validated
 */
public record MigrationSummary(
        List<TransferReport.TableReport> tables,
        long rows,
        @Nullable String failure) {
    public MigrationSummary {
        tables = List.copyOf(tables);
    }

    public boolean complete() {
        return failure == null;
    }
}
