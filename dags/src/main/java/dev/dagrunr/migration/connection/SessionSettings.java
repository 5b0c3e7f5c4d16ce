package dev.dagrunr.migration.connection;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a session behaves. What decides the text form of values is not here: it is pinned for all sessions alike.
 * Immutable.
 *
 * @param applicationName shown in {@code pg_stat_activity}; cut to the 63 bytes that the server keeps
 * @param readOnly whether the server refuses to write
 * @param synchronousCommit {@code on}, {@code off}, {@code local}, {@code remote_write} or {@code remote_apply}
 * @param workMem such as {@code 64MB}
 * @param maintenanceWorkMem such as {@code 256MB}
 * @param statementTimeout such as {@code 10s}; {@code 0} for none
 * @param lockTimeout such as {@code 10s}; {@code 0} for none
 */
public record SessionSettings(
        String applicationName,
        boolean readOnly,
        String synchronousCommit,
        String workMem,
        String maintenanceWorkMem,
        String statementTimeout,
        String lockTimeout) {

    private static final int LONGEST_NAME = 63;

    public SessionSettings {
        applicationName = cut(applicationName);
    }

    /** A session that only reads, without time limits. */
    public static SessionSettings reading(String applicationName) {
        return new SessionSettings(applicationName, true, "on", "64MB", "64MB", "0", "0");
    }

    /** A session that writes and whose commits are durable when they return, without time limits. */
    public static SessionSettings writing(String applicationName) {
        return new SessionSettings(applicationName, false, "on", "64MB", "256MB", "0", "0");
    }

    public SessionSettings withSynchronousCommit(String value) {
        return new SessionSettings(
                applicationName, readOnly, value, workMem, maintenanceWorkMem, statementTimeout, lockTimeout);
    }

    public SessionSettings withWorkMem(String value) {
        return new SessionSettings(
                applicationName, readOnly, synchronousCommit, value, maintenanceWorkMem, statementTimeout, lockTimeout);
    }

    public SessionSettings withMaintenanceWorkMem(String value) {
        return new SessionSettings(
                applicationName, readOnly, synchronousCommit, workMem, value, statementTimeout, lockTimeout);
    }

    public SessionSettings withStatementTimeout(String value) {
        return new SessionSettings(
                applicationName, readOnly, synchronousCommit, workMem, maintenanceWorkMem, value, lockTimeout);
    }

    public SessionSettings withLockTimeout(String value) {
        return new SessionSettings(
                applicationName, readOnly, synchronousCommit, workMem, maintenanceWorkMem, statementTimeout, value);
    }

    /** Every setting of the session by its PostgreSQL name, the pinned ones included. */
    Map<String, String> byName() {
        var settings = new LinkedHashMap<String, String>();
        settings.put("application_name", applicationName);
        settings.put("default_transaction_read_only", readOnly ? "on" : "off");
        settings.put("synchronous_commit", synchronousCommit);
        settings.put("work_mem", workMem);
        settings.put("maintenance_work_mem", maintenanceWorkMem);
        settings.put("statement_timeout", statementTimeout);
        settings.put("lock_timeout", lockTimeout);
        settings.put("idle_in_transaction_session_timeout", "0");
        // An empty path makes the server qualify every name that it writes, and reads only names that we qualified.
        settings.put("search_path", "");
        // Row level security would leave rows out without a word; off turns that into an error.
        settings.put("row_security", "off");
        settings.put("client_encoding", "UTF8");
        settings.put("DateStyle", "ISO, YMD");
        settings.put("IntervalStyle", "postgres");
        settings.put("TimeZone", "UTC");
        settings.put("extra_float_digits", "3");
        settings.put("bytea_output", "hex");
        settings.put("xmloption", "content");
        settings.put("lc_monetary", "C");
        settings.put("standard_conforming_strings", "on");
        settings.put("synchronize_seqscans", "off");
        settings.put("enable_seqscan", "on");
        return settings;
    }

    private static String cut(String name) {
        var kept = name;
        while (kept.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
            kept = kept.substring(0, kept.offsetByCodePoints(kept.length(), -1));
        }
        return kept;
    }
}
