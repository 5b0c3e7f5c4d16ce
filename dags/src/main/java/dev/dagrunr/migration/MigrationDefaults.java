package dev.dagrunr.migration;

import dev.dagrunr.migration.transfer.PartitionStrategy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The parameters of a run whose conf is empty: the settings of the environment ({@code SOURCE_CONN_ID}, {@code
 * TARGET_CONN_ID}, {@code SOURCE_SCHEMA}, {@code TARGET_SCHEMA}, {@code CHUNK_SIZE}, {@code PARTITION_THRESHOLD}, {@code
 * MAX_PARTITIONS}) over the built-in ones.
 */
public final class MigrationDefaults {
    private final Map<String, String> environment;
    private final List<String> problems = new ArrayList<>();

    private MigrationDefaults(Map<String, String> environment) {
        this.environment = environment;
    }

    /** @throws IllegalArgumentException with every variable that has a wrong value */
    public static MigrationParams from(Map<String, String> environment) {
        return new MigrationDefaults(environment).read();
    }

    private MigrationParams read() {
        var sourceSchema = text("SOURCE_SCHEMA", "public");
        var params = new MigrationParams(
                text("SOURCE_CONN_ID", "postgres_source"),
                text("TARGET_CONN_ID", "postgres_target"),
                List.of(sourceSchema),
                List.of(text("TARGET_SCHEMA", "*")),
                (int) number("CHUNK_SIZE", 1_000_000, 100_000_000),
                number("PARTITION_THRESHOLD", 1_000_000, Long.MAX_VALUE),
                256,
                PartitionStrategy.AUTO,
                true,
                (int) number("MAX_PARTITIONS", 8, 1_000),
                4,
                "512MB",
                List.of(),
                List.of(),
                UnloggedTables.AUTO,
                false,
                false,
                false,
                false,
                false,
                false,
                false,
                false,
                MaterializedViews.REFRESH,
                ValidationMode.COUNTS,
                Map.of(),
                Map.of());
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
        return params;
    }

    private String text(String variable, String otherwise) {
        var value = environment.get(variable);
        return value == null || value.isBlank() ? otherwise : value.strip();
    }

    private long number(String variable, long otherwise, long max) {
        var value = environment.get(variable);
        if (value == null || value.isBlank()) {
            return otherwise;
        }
        try {
            long number = Long.parseLong(value.strip());
            if (number >= 1 && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // the same sentence as for a number out of range
        }
        problems.add(variable + " is '" + value + "', but must be a whole number from 1 to " + max);
        return otherwise;
    }
}
