package dev.dagrunr.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dagrunr.dag.Dag;
import dev.dagrunr.migration.connection.Connections;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MigrationDagTest {
    private static final Dag<MigrationParams> DAG =
            MigrationDags.create(Connections.from(Map.of()), Map.of()).migration();

    @Test
    void theReportWaitsForRowsAndIndexesForBoth() {
        assertThat(DAG.toMermaid())
                .contains(
                        "transfer_table --> index_table\n",
                        "transfer_partition --> index_partition\n",
                        "transfer_table --> collect_all_results\n",
                        "transfer_partition --> collect_all_results\n",
                        "index_table --> end_early_indexes\n",
                        "index_partition --> end_early_indexes\n",
                        "end_early_indexes --> create_indexes\n")
                .doesNotContain("index_table --> collect_all_results", "index_partition --> collect_all_results");
    }

    @Test
    void indexesGoBeforeTransfersThatWait() {
        assertThat(weight("transfer_partition")).isGreaterThan(weight("transfer_table"));
        assertThat(weight("index_table")).isGreaterThan(weight("transfer_partition"));
        assertThat(weight("index_partition")).isGreaterThan(weight("transfer_partition"));
    }

    private static int weight(String taskId) {
        return DAG.graph().task(taskId).options().priorityWeight();
    }
}
