package dev.dagrunr.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MigrationParamsTest {
    private static final MigrationParams DEFAULTS = MigrationDefaults.from(Map.of());

    @Test
    void takesAmountsOfMemoryAsTheServerDoes() {
        for (var amount : List.of("512MB", "65536kB", "2GB")) {
            assertThat(params(amount, false, false).maintenanceWorkMem()).isEqualTo(amount);
        }
    }

    @Test
    void allFaultsAreReportedTogether() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> params("much", true, true))
                .withMessage("maintenance_work_mem is 'much', but must be an amount such as 512MB or 2GB;"
                        + " drop_existing_tables and truncate_existing_tables are both true; choose one of them");
    }

    private static MigrationParams params(String maintenanceWorkMem, boolean drop, boolean truncate) {
        return new MigrationParams(
                DEFAULTS.sourceConnId(),
                DEFAULTS.targetConnId(),
                DEFAULTS.sourceSchema(),
                DEFAULTS.targetSchema(),
                DEFAULTS.chunkSize(),
                DEFAULTS.partitionThreshold(),
                DEFAULTS.partitionThresholdMb(),
                DEFAULTS.partitionStrategy(),
                DEFAULTS.consistentSnapshot(),
                DEFAULTS.maxPartitions(),
                DEFAULTS.maxParallelMaintenance(),
                maintenanceWorkMem,
                DEFAULTS.includeTables(),
                DEFAULTS.excludeTables(),
                DEFAULTS.useUnloggedTables(),
                drop,
                truncate,
                DEFAULTS.keepExistingTables(),
                DEFAULTS.noOwner(),
                DEFAULTS.noAcl(),
                DEFAULTS.noPublications(),
                DEFAULTS.tablespaces(),
                DEFAULTS.largeObjects(),
                DEFAULTS.materializedViews(),
                DEFAULTS.validationMode(),
                DEFAULTS.rowFilters(),
                DEFAULTS.transformColumns());
    }
}
