package dev.dagrunr.migration.schema;

import java.sql.SQLException;
import java.util.List;

/** What a whole database holds beside the objects that a migration creates. */
final class Uncarried {
    private static final String SQL = """
            select 'large object' as type, oid::text as identity, 'is no part of a schema' as reason
            from pg_largeobject_metadata
            union all
            select 'user mapping', format('for %s on server %s', usename, srvname), 'may hold a secret'
            from pg_user_mappings
            union all
            select 'security label', format('%s on %s %s', provider, objtype, objname),
                'is made by an extension of the server'
            from pg_seclabels
            order by 1, 2
            """;

    private Uncarried() {}

    static List<UncarriedObject> read(CatalogSession catalog) throws SQLException {
        return catalog.list(SQL, row -> new UncarriedObject(row.getString(1), row.getString(2), row.getString(3)));
    }
}
