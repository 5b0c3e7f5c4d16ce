package dev.dagrunr.migration.ddl;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * Which database a connection leads to, whatever host name or address it was reached by. Immutable.
 *
 * @param systemIdentifier drawn by initdb, and shared by standbys and by clones made of a base backup
 * @param databaseOid of the database in its cluster
 * @param database its name
 * @param startedAt when the server started, in microseconds of the epoch: what tells a clone from its original
 * @param standby whether the server replays the log of another
 */
public record ServerIdentity(
        String systemIdentifier, long databaseOid, String database, long startedAt, boolean standby) {
    private static final String SQL = """
            select (select system_identifier from pg_catalog.pg_control_system())::text, d.oid, d.datname,
                (extract(epoch from pg_catalog.pg_postmaster_start_time()) * 1000000)::bigint,
                pg_catalog.pg_is_in_recovery()
            from pg_catalog.pg_database d
            where d.datname = pg_catalog.current_database()
            """;

    /** Asks the server; any user may. */
    public static ServerIdentity read(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(SQL)) {
            rows.next();
            return new ServerIdentity(
                    rows.getString(1), rows.getLong(2), rows.getString(3), rows.getLong(4), rows.getBoolean(5));
        }
    }

    /** Whether writing to one changes the other: the same database, or a standby's and its primary's. */
    public boolean sameDatabaseAs(ServerIdentity other) {
        return systemIdentifier.equals(other.systemIdentifier)
                && databaseOid == other.databaseOid
                && (startedAt == other.startedAt || standby || other.standby);
    }
}
