package dev.dagrunr.migration.transfer;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * The schema {@code dagrunr_transfer} of a target: there from the first transfer of a run until every run there has been
 * forgotten. Creating, joining and dropping it exclude each other by an advisory lock of the transaction, so that it is
 * never dropped between a transfer's look at it and its first row.
 */
final class CheckpointSchema {
    private static final long LOCK = 0x6461_6772_756e_7201L;

    private CheckpointSchema() {}

    /** Takes the lock until the end of the transaction, and creates what is missing. */
    static void ensure(Connection session) throws SQLException {
        lock(session);
        if (exists(session)) {
            return;
        }
        var sql = """
                create schema if not exists dagrunr_transfer;
                create table dagrunr_transfer.attempt (
                    run_id text not null,
                    target_table text not null,
                    partition int not null,
                    partitions int not null,
                    lower_bound text[] not null,
                    upper_bound text[] not null,
                    incarnation text not null,
                    epoch bigint not null,
                    generation int not null,
                    source_file text not null,
                    primary key (run_id, target_table, partition));
                create table dagrunr_transfer.fence (
                    run_id text not null,
                    task text not null,
                    epoch bigint not null,
                    primary key (run_id, task));
                create table dagrunr_transfer.snapshot (
                    run_id text not null,
                    source text not null,
                    generation int not null,
                    snapshot_id text not null,
                    visible text not null,
                    settled boolean not null,
                    keeper_pid int not null,
                    keeper_began text not null,
                    taken_at timestamptz not null default now(),
                    primary key (run_id, source, generation));
                create table dagrunr_transfer.source_table (
                    run_id text not null,
                    source text not null,
                    generation int not null,
                    source_oid bigint not null,
                    before text not null,
                    after text not null,
                    primary key (run_id, source, generation, source_oid));
                create table dagrunr_transfer.checkpoint (
                    run_id text not null,
                    target_table text not null,
                    incarnation text not null,
                    partition int not null,
                    chunk int not null,
                    up_to text[] not null,
                    last_of_partition boolean not null,
                    row_count bigint not null,
                    byte_count bigint not null,
                    committed_at timestamptz not null default now(),
                    primary key (run_id, target_table, incarnation, partition, chunk));
                create unlogged table dagrunr_transfer.checkpoint_unlogged (
                    like dagrunr_transfer.checkpoint including all);
                """;
        try (var statement = session.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Takes the lock and removes what is known of a run; the schema goes with the last run. */
    static void forget(Connection session, String runId) throws SQLException {
        lock(session);
        if (!exists(session)) {
            return;
        }
        forgetTransfers(session, runId);
        delete(session, runId, "delete from dagrunr_transfer.fence where run_id = ?");
        if (isEmpty(session)) {
            drop(session);
        }
    }

    /** Removes what is known of the rows of a run, and leaves the fences of its tasks. */
    static void forgetTransfers(Connection session, String runId) throws SQLException {
        for (var sql : new String[] {
            "delete from dagrunr_transfer.source_table where run_id = ?",
            "delete from dagrunr_transfer.snapshot where run_id = ?",
            "delete from dagrunr_transfer.attempt where run_id = ?",
            "delete from dagrunr_transfer.checkpoint where run_id = ?",
            "delete from dagrunr_transfer.checkpoint_unlogged where run_id = ?"
        }) {
            delete(session, runId, sql);
        }
    }

    private static void delete(Connection session, String runId, String sql) throws SQLException {
        try (var statement = session.prepareStatement(sql)) {
            statement.setString(1, runId);
            statement.executeUpdate();
        }
    }

    static boolean exists(Connection session) throws SQLException {
        // Read from the tables: to_regclass answers from a cache that waiting for an advisory lock does not refresh.
        return isTrue(session, """
                select exists (
                    select
                      from pg_catalog.pg_class c
                      join pg_catalog.pg_namespace n on n.oid = c.relnamespace
                     where n.nspname = 'dagrunr_transfer' and c.relname = 'checkpoint_unlogged')
                """);
    }

    private static boolean isEmpty(Connection session) throws SQLException {
        return isTrue(session, """
                select not exists (select from dagrunr_transfer.attempt)
                       and not exists (select from dagrunr_transfer.snapshot)
                       and not exists (select from dagrunr_transfer.fence)
                """);
    }

    private static void drop(Connection session) throws SQLException {
        var sql = """
                drop table dagrunr_transfer.checkpoint_unlogged;
                drop table dagrunr_transfer.checkpoint;
                drop table dagrunr_transfer.attempt;
                drop table dagrunr_transfer.fence;
                drop table dagrunr_transfer.snapshot;
                drop table dagrunr_transfer.source_table;
                drop schema dagrunr_transfer;
                """;
        try (var statement = session.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void lock(Connection session) throws SQLException {
        try (var statement = session.prepareStatement("select pg_advisory_xact_lock(?)")) {
            statement.setLong(1, LOCK);
            statement.execute();
        }
    }

    private static boolean isTrue(Connection session, String sql) throws SQLException {
        try (var statement = session.prepareStatement(sql);
                var result = statement.executeQuery()) {
            result.next();
            return result.getBoolean(1);
        }
    }
}
