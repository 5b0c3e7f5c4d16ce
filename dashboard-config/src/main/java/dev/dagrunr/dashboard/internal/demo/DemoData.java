package dev.dagrunr.dashboard.internal.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.sql.DataSource;

/**
 * A database of {@code rows} rows over all its tables: about half of them votes and a quarter comments. The same rows and
 * seed give the same values on the same version of PostgreSQL. Sparsely among them are the values that migrations get
 * wrong: NaN, infinity, {@code \N} as text, empty strings, control characters, dates before Christ. Immutable.
 */
public record DemoData(int rows, long seed) {
    public static final int DEFAULT_ROWS = 2_000_000;
    public static final int MIN_ROWS = 5_000;

    private static final long DEFAULT_SEED = 20130901;
    private static final long SEEDS = 1L << 31;
    private static final int ROWS_OF_LOOKUP_TABLES = 8 + 15 + 2 + 10 + 25;

    /** @throws IllegalArgumentException when fewer rows are asked for than make sixteen tables with something in each */
    public DemoData {
        if (rows < MIN_ROWS) {
            throw new IllegalArgumentException(
                    "The demo cannot have " + rows + " rows; ask for " + MIN_ROWS + " or more.");
        }
    }

    public static DemoData ofRows(int rows) {
        return new DemoData(rows, DEFAULT_SEED);
    }

    /** Rows per table, except the lookup tables, whose rows are always the same 60. Sums up with them to {@link #rows}. */
    public Map<String, Integer> plannedRows() {
        var planned = new LinkedHashMap<String, Integer>();
        planned.put("votes", perMille(470));
        planned.put("comments", perMille(240));
        planned.put("post_tags", perMille(70));
        planned.put("badges", perMille(65));
        planned.put("posts", perMille(50));
        planned.put("post_history", perMille(50));
        planned.put("users", perMille(20));
        planned.put("post_links", perMille(5));
        planned.put("review_tasks", perMille(5));
        planned.put("tags", Math.min(2_000, Math.max(20, rows / 2_000)));
        var soFar = planned.values().stream().mapToInt(Integer::intValue).sum();
        planned.put("access_log", rows - soFar - ROWS_OF_LOOKUP_TABLES);
        return planned;
    }

    private int perMille(int share) {
        return (int) (rows * (long) share / 1_000);
    }

    /**
     * Fills an empty database in one transaction: all of it is there or nothing. The schema is the first of the
     * connection's search path, {@code public} as a rule.
     *
     * @throws SQLException when the server refuses, for instance because a table of the same name exists
     */
    public void generate(DataSource database) throws SQLException {
        try (var connection = database.getConnection()) {
            generate(connection);
        }
    }

    /** As {@link #generate(DataSource)}, in a session that is left in autocommit. */
    public void generate(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try {
            run(connection, "1-tables.sql");
            setPlan(connection);
            run(connection, "2-rows.sql");
            run(connection, "3-keys.sql");
            connection.commit();
        } catch (SQLException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
        try (var statement = connection.createStatement()) {
            // A fifth of the usual sample: nobody plans difficult queries here, and it saves seconds.
            statement.execute("set default_statistics_target = 20");
            statement.execute("analyze");
            statement.execute("reset default_statistics_target");
        }
    }

    private void setPlan(Connection connection) throws SQLException {
        try (var parameter = connection.prepareStatement("select set_config(?, ?, true)")) {
            for (var table : plannedRows().entrySet()) {
                parameter.setString(1, "dagrunr_demo." + table.getKey());
                parameter.setString(2, table.getValue().toString());
                parameter.execute();
            }
        }
        try (var random = connection.prepareStatement("select setseed(?)")) {
            // setseed takes -1 to 1
            random.setDouble(1, (seed % SEEDS) / (double) SEEDS);
            random.execute();
        }
    }

    private static void run(Connection connection, String script) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(text(script));
        }
    }

    private static String text(String script) {
        try (var resource = DemoData.class.getResourceAsStream(script)) {
            if (resource == null) {
                throw new IllegalStateException("The resource " + script + " is missing beside " + DemoData.class);
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
