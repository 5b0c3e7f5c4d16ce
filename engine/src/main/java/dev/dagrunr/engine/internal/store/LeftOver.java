package dev.dagrunr.engine.internal.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;

/**
 * Whether there may be anything to do for a sweep, and what a node that died after a commit may have left undone.
 *
 * @param open whether a run has not ended; else no instance waits for anything
 * @param slots whether an instance may be waiting for slots that runs share
 * @param callbacks whether something is to be told that nobody tells
 * @param scheduled whether a scheduled run is to be created soon
 */
public record LeftOver(boolean open, boolean slots, boolean callbacks, boolean scheduled) {
    public boolean isNothing() {
        return !open && !slots && !callbacks && !scheduled;
    }

    private static final String READ = """
            select
                exists (select 1 from dagrunr.dag_run where state = 'running')
                    or exists (select 1 from dagrunr.dag_run where state = 'queued') as open,
                exists (
                    select 1
                    from dagrunr.dag_run
                    where admitted and state = 'running' and live_instances > occupied_slots
                        and occupied_slots < max_active_tasks) as slots,
                exists (
                    select 1
                    from dagrunr.callback c
                    where c.node is null or not exists (
                        select 1
                        from dagrunr.node n
                        where n.id = c.node and n.lease_until >= clock_timestamp())) as callbacks,
                exists (select 1 from dagrunr.dag where next_run_after <= ? and not paused) as scheduled
            """;

    /** @param soon until when scheduled runs count */
    public static LeftOver read(Connection connection, Instant soon) throws SQLException {
        return Sql.first(
                        connection,
                        READ,
                        row -> new LeftOver(
                                row.getBoolean("open"),
                                row.getBoolean("slots"),
                                row.getBoolean("callbacks"),
                                row.getBoolean("scheduled")),
                        soon)
                .orElseThrow();
    }
}
