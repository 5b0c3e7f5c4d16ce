package dev.dagrunr.migration.connection;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What the environment says of every session on the servers of a migration, by PostgreSQL's names. What decides about
 * values and durability is not among it. Immutable.
 */
record SessionLimits(Map<String, String> byName) {
    private static final String STATEMENT_TIMEOUT = "statement_timeout";
    private static final Pattern TIME = Pattern.compile("\\d{1,9}(us|ms|s|min|h|d)?");
    private static final Pattern MEMORY = Pattern.compile("\\d{1,9}(kB|MB|GB|TB)");

    SessionLimits {
        byName = Map.copyOf(byName);
    }

    /** From {@code PG_STATEMENT_TIMEOUT}, {@code PG_LOCK_TIMEOUT} and {@code PG_WORK_MEM}; what is unset is left as it is. */
    static SessionLimits from(Map<String, String> environment) {
        var found = new LinkedHashMap<String, String>();
        put(found, environment, "PG_STATEMENT_TIMEOUT", STATEMENT_TIMEOUT, TIME, "a time such as 30min");
        put(found, environment, "PG_LOCK_TIMEOUT", "lock_timeout", TIME, "a time such as 30s");
        put(found, environment, "PG_WORK_MEM", "work_mem", MEMORY, "an amount such as 64MB");
        return new SessionLimits(found);
    }

    boolean limitsStatements() {
        return byName.containsKey(STATEMENT_TIMEOUT);
    }

    private static void put(
            Map<String, String> found,
            Map<String, String> environment,
            String variable,
            String setting,
            Pattern form,
            String example) {
        var value = environment.getOrDefault(variable, "").strip();
        if (value.isEmpty()) {
            return;
        }
        if (!form.matcher(value).matches()) {
            throw new IllegalArgumentException(variable + " is '" + value + "'; it must be " + example);
        }
        found.put(setting, value);
    }
}
