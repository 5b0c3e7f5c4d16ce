package dev.dagrunr.migration.transfer;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * What tells whether the tables of a database have changed: for each its file, its size and how many rows were ever
 * inserted, updated and deleted. Immutable.
 *
 * @param tables numbers of the tables
 * @param states theirs, in the same order; comparable texts
 */
record SourceState(List<Long> tables, List<String> states) {

    /** Of all tables. As of now, not as of the transaction's snapshot; counters as of the transaction's first look. */
    static SourceState read(Connection session) throws SQLException {
        var sql = """
                select c.oid::bigint,
                       concat_ws('/', pg_postmaster_start_time(), pg_relation_filenode(c.oid), pg_relation_size(c.oid),
                                 pg_stat_get_tuples_inserted(c.oid), pg_stat_get_tuples_updated(c.oid),
                                 pg_stat_get_tuples_deleted(c.oid))
                  from pg_class c
                  join pg_namespace n on n.oid = c.relnamespace
                 where c.relkind in ('r', 'm') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
                """;
        var tables = new ArrayList<Long>();
        var states = new ArrayList<String>();
        try (var statement = session.createStatement();
                var result = statement.executeQuery(sql)) {
            while (result.next()) {
                tables.add(result.getLong(1));
                states.add(result.getString(2));
            }
        }
        return new SourceState(tables, states);
    }

    /**
     * Whether the counters tell of every change that was committed up to now. A session reports what it has changed when
     * it has been idle for ten seconds, at the latest; servers before 15 promise nothing, and a standby counts nothing.
     */
    static boolean settled(Connection session) throws SQLException {
        var sql = """
                select current_setting('server_version_num')::int >= 150000
                       and current_setting('track_counts')::boolean
                       and not pg_is_in_recovery()
                       and not exists (
                           select from pg_stat_activity a
                            where a.datname = current_database() and a.pid <> pg_backend_pid()
                              and a.application_name not like 'dagrunr%'
                              and a.backend_type not like 'autovacuum%'
                              and (a.state is distinct from 'idle'
                                   or a.state_change > clock_timestamp() - interval '15 seconds'))
                """;
        try (var statement = session.createStatement();
                var result = statement.executeQuery(sql)) {
            result.next();
            return result.getBoolean(1);
        }
    }
}
