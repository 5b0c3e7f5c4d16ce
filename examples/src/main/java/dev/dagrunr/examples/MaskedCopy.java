package dev.dagrunr.examples;

import dev.dagrunr.dag.RunState;
import dev.dagrunr.engine.DagRunr;
import dev.dagrunr.engine.TriggerOptions;
import dev.dagrunr.migration.MigrationDags;
import dev.dagrunr.migration.connection.Connections;
import dev.dagrunr.migration.transform.Masks;
import dev.dagrunr.migration.transform.Transformers;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import javax.sql.DataSource;

/** Copies a production database for developers: recent orders only, and nobody's name. */
public final class MaskedCopy {
    private MaskedCopy() {}

    /** Who may see the copy must not find a person in it; orders still belong to the same customer. */
    public static Transformers transformers(String maskKey) {
        return Transformers.none()
                .withColumn(
                        "customers", "email", (value, column) -> value == null ? null : value.toLowerCase(Locale.ROOT))
                .withColumn("customers", "email", Masks.hash(maskKey))
                .withColumn("customers", "birthday", Masks.toNull())
                .withRows("orders", row -> row.set("note", "order of " + row.value("placed")));
    }

    /**
     * @param environment names the connections {@code postgres_source} and {@code postgres_target}
     * @return whether all of it arrived, compared by checksums
     */
    public static boolean run(DataSource metadata, Map<String, String> environment, String maskKey)
            throws InterruptedException {
        try (var connections = Connections.from(environment)) {
            var dags = MigrationDags.create(connections, environment, transformers(maskKey));
            try (var dagrunr = DagRunr.configure()
                    .dataSource(metadata)
                    .dags(dags.migration(), dags.validation())
                    .start()) {
                var run = dagrunr.runner(dags.migration()).triggerJson("""
                        {"row_filters": {"orders": "placed >= '2024-01-01'"}, "validation_mode": "checksum"}
                        """, TriggerOptions.defaults());
                return run.await(Duration.ofMinutes(5)) == RunState.SUCCESS;
            }
        }
    }
}
