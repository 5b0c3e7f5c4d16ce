package dev.dagrunr.spring;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.util.OptionalInt;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** How many workers the connections of a pool are enough for. */
final class PoolSize {
    /** What a node needs beside one for each worker. */
    static final int BESIDE_WORKERS = 8;

    private static final int MOST_UNLESS_SET = 16;

    private PoolSize() {}

    /**
     * The number of workers, as set or as many as the pool has connections for.
     *
     * @param size of the pool, where that is known
     * @throws IllegalStateException when the pool is too small for what is set, or for any worker
     */
    static int workers(@Nullable Integer wanted, OptionalInt size) {
        if (size.isEmpty()) {
            return wanted == null ? MOST_UNLESS_SET : wanted;
        }
        int most = size.getAsInt() - BESIDE_WORKERS;
        int workers = wanted == null ? Math.min(MOST_UNLESS_SET, most) : wanted;
        if (workers < 1 && wanted == null || workers > most) {
            int needed = Math.max(1, workers) + BESIDE_WORKERS;
            throw new IllegalStateException("The pool of " + size.getAsInt() + " connections is too small for "
                    + Math.max(1, workers) + " workers of DagRunr, which need " + needed
                    + "; set spring.datasource.hikari.maximum-pool-size to at least " + needed
                    + ", and to more for what the application itself needs"
                    + (wanted == null ? "." : ", or dagrunr.parallelism to less."));
        }
        return workers;
    }

    /** Empty for pools other than HikariCP, which say nothing. */
    static OptionalInt of(DataSource dataSource) {
        try {
            return dataSource.isWrapperFor(HikariDataSource.class)
                    ? OptionalInt.of(dataSource.unwrap(HikariDataSource.class).getMaximumPoolSize())
                    : OptionalInt.empty();
        } catch (SQLException e) {
            throw new IllegalStateException("The DataSource does not say what it is: " + e.getMessage(), e);
        }
    }
}
