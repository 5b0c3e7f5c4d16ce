package dev.dagrunr.migration.connection;

import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How many sessions a pool keeps and how many it opens at most. Immutable. */
record PoolSize(int min, int max) {
    private static final int DEFAULT_PARALLELISM = 16;

    static PoolSize from(Map<String, String> environment) {
        var max = number(environment, "PG_POOL_MAXCONN", 1);
        var min = number(environment, "PG_POOL_MINCONN", 0);
        var most = max == null ? forTasksAtOnce(environment) : max;
        var least = min == null ? 0 : min;
        if (least > most) {
            throw new IllegalArgumentException("PG_POOL_MINCONN is '" + least + "', more than the " + most
                    + " sessions that a connection has at most; lower it, or set PG_POOL_MAXCONN to more");
        }
        return new PoolSize(least, most);
    }

    /** A task may hold two sessions of one connection, when source and target are schemas of one database. */
    private static int forTasksAtOnce(Map<String, String> environment) {
        return Stream.of("DAGRUNR_PARALLELISM", "AIRFLOW__CORE__PARALLELISM")
                                .filter(environment::containsKey)
                                .map(name -> number(environment, name, 1))
                                .filter(Objects::nonNull)
                                .findFirst()
                                .orElse(DEFAULT_PARALLELISM)
                        * 2
                + 4;
    }

    private static @Nullable Integer number(Map<String, String> environment, String name, int least) {
        var text = environment.get(name);
        if (text == null || text.isBlank()) {
            return null;
        }
        if (!text.strip().matches("\\d{1,6}") || Integer.parseInt(text.strip()) < least) {
            throw new IllegalArgumentException(name + " is '" + text + "'; it must be a number of at least " + least);
        }
        return Integer.valueOf(text.strip());
    }
}
