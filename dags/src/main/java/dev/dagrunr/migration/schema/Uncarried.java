package dev.dagrunr.migration.schema;

import java.sql.SQLException;
import java.util.List;

/** What a whole database holds beside the objects that a migration creates. */
final class Uncarried {
    /** Options of user mappings that hold a secret, by their name. */
    static final String SECRET = "'pass|secret|token|key|credential'";

    private static final String SQL =
            """
            select :large as type, format('(%s)', count(*)) as identity, 'are moved with large_objects alone' as reason
            from pg_largeobject_metadata
            having count(*) > 0
            union all
            select 'option', format('%s of the user mapping for %s on server %s', o.option_name, m.usename, m.srvname),
                'is a secret; set it on the target with alter user mapping'
            from pg_user_mappings m
            cross join lateral pg_options_to_table(m.umoptions) o
            where o.option_name ~* :secret
            union all
            select 'security label', format('%s on %s %s', provider, objtype, objname),
                'is made by an extension of the server'
            from pg_seclabels
            order by 1, 2
            """.replace(":large", "'" + UncarriedObject.LARGE_OBJECTS + "'").replace(":secret", SECRET);

    private Uncarried() {}

    static List<UncarriedObject> read(CatalogSession catalog) throws SQLException {
        return catalog.list(SQL, row -> new UncarriedObject(row.getString(1), row.getString(2), row.getString(3)));
    }
}
