package dev.dagrunr.migration.ddl;

import dev.dagrunr.migration.schema.DeparsedSql;
import dev.dagrunr.migration.schema.SchemaObject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Tells which objects a target has already. Immutable; the connection is the caller's. */
public final class TargetObjects {
    // Numbers below 16384 are the server's own. A shell is what a type is before it has its definition.
    private static final String SQL = """
            select i.type, coalesce(
                (select pg_catalog.format('%I.%I(%s)', n.nspname, p.proname,
                    pg_catalog.pg_get_function_identity_arguments(p.oid))
                 from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
                 where object.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass and p.oid = object.oid),
                -- the one identity in which the server quotes no names
                (select pg_catalog.format('%I on server %I', m.usename, m.srvname)
                 from pg_catalog.pg_user_mappings m
                 where object.classid = 'pg_catalog.pg_user_mapping'::pg_catalog.regclass and m.umid = object.oid),
                i.identity) as identity
            from (
                select 'pg_catalog.pg_class'::pg_catalog.regclass::oid as classid, oid from pg_catalog.pg_class
                where relkind in ('v', 'm', 'f')
                union all
                select 'pg_catalog.pg_proc'::pg_catalog.regclass, oid from pg_catalog.pg_proc
                union all
                select 'pg_catalog.pg_type'::pg_catalog.regclass, oid from pg_catalog.pg_type where typisdefined
                union all
                select 'pg_catalog.pg_operator'::pg_catalog.regclass, oid from pg_catalog.pg_operator
                where oprcode <> 0
                union all
                select 'pg_catalog.pg_opclass'::pg_catalog.regclass, oid from pg_catalog.pg_opclass
                union all
                select 'pg_catalog.pg_opfamily'::pg_catalog.regclass, oid from pg_catalog.pg_opfamily
                union all
                select 'pg_catalog.pg_collation'::pg_catalog.regclass, oid from pg_catalog.pg_collation
                union all
                select 'pg_catalog.pg_conversion'::pg_catalog.regclass, oid from pg_catalog.pg_conversion
                union all
                select 'pg_catalog.pg_cast'::pg_catalog.regclass, oid from pg_catalog.pg_cast
                union all
                select 'pg_catalog.pg_transform'::pg_catalog.regclass, oid from pg_catalog.pg_transform
                union all
                select 'pg_catalog.pg_language'::pg_catalog.regclass, oid from pg_catalog.pg_language
                union all
                select 'pg_catalog.pg_am'::pg_catalog.regclass, oid from pg_catalog.pg_am
                union all
                select 'pg_catalog.pg_ts_parser'::pg_catalog.regclass, oid from pg_catalog.pg_ts_parser
                union all
                select 'pg_catalog.pg_ts_template'::pg_catalog.regclass, oid from pg_catalog.pg_ts_template
                union all
                select 'pg_catalog.pg_ts_dict'::pg_catalog.regclass, oid from pg_catalog.pg_ts_dict
                union all
                select 'pg_catalog.pg_ts_config'::pg_catalog.regclass, oid from pg_catalog.pg_ts_config
                union all
                select 'pg_catalog.pg_foreign_data_wrapper'::pg_catalog.regclass, oid
                from pg_catalog.pg_foreign_data_wrapper
                union all
                select 'pg_catalog.pg_foreign_server'::pg_catalog.regclass, oid from pg_catalog.pg_foreign_server
                union all
                select 'pg_catalog.pg_user_mapping'::pg_catalog.regclass, umid from pg_catalog.pg_user_mappings
                union all
                select 'pg_catalog.pg_rewrite'::pg_catalog.regclass, oid from pg_catalog.pg_rewrite
                union all
                select 'pg_catalog.pg_trigger'::pg_catalog.regclass, oid from pg_catalog.pg_trigger
                where not tgisinternal
                union all
                select 'pg_catalog.pg_policy'::pg_catalog.regclass, oid from pg_catalog.pg_policy
                union all
                select 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass, oid from pg_catalog.pg_statistic_ext
                union all
                select 'pg_catalog.pg_publication'::pg_catalog.regclass, oid from pg_catalog.pg_publication
                union all
                select 'pg_catalog.pg_event_trigger'::pg_catalog.regclass, oid from pg_catalog.pg_event_trigger
                ) object
            cross join lateral pg_catalog.pg_identify_object(object.classid, object.oid, 0) i
            where object.oid >= 16384
            union all
            select i.type || ' unvalidated', i.identity
            from pg_catalog.pg_constraint k
            cross join lateral pg_catalog.pg_identify_object(
                'pg_catalog.pg_constraint'::pg_catalog.regclass, k.oid, 0) i
            where k.contypid >= 16384
            union all
            select i.type || ' shell', i.identity
            from pg_catalog.pg_type t
            cross join lateral pg_catalog.pg_identify_object('pg_catalog.pg_type'::pg_catalog.regclass, t.oid, 0) i
            where t.oid >= 16384 and t.typtype in ('b', 'p', 'r')
            union all
            select distinct i.type || ' members', i.identity
            from pg_catalog.pg_depend d
            cross join lateral pg_catalog.pg_identify_object(d.refclassid, d.refobjid, 0) i
            where d.refclassid = 'pg_catalog.pg_opfamily'::pg_catalog.regclass and d.refobjid >= 16384
                and d.classid in ('pg_catalog.pg_amop'::pg_catalog.regclass, 'pg_catalog.pg_amproc'::pg_catalog.regclass)
            """;

    private final Set<String> keys;

    private TargetObjects(Set<String> keys) {
        this.keys = keys;
    }

    /** As of now. Needs an empty {@code search_path}, as the sessions of {@code Connections} have. */
    public static TargetObjects read(Connection target) throws SQLException {
        var keys = new HashSet<String>();
        try (var statement = target.createStatement();
                var rows = statement.executeQuery(SQL)) {
            while (rows.next()) {
                keys.add(key(rows.getString(1), rows.getString(2)));
            }
        }
        return new TargetObjects(keys);
    }

    /** The objects whose statements have something to do, in the order given; no tables. */
    public List<SchemaObject> missing(List<SchemaObject> objects, TargetDdl ddl) {
        return objects.stream()
                .filter(object -> object.table() == null)
                .filter(object -> isSetAgain(object) || !keys.contains(ddl.key(object)))
                .toList();
    }

    boolean contains(SchemaObject object, TargetDdl ddl) {
        return keys.contains(ddl.key(object));
    }

    private static boolean isSetAgain(SchemaObject object) {
        return switch (object.repeat()) {
            case SETS, OWNS, GRANTS, FILLS -> true;
            case CREATES, ADDS -> false;
        };
    }

    /** Nothing at all, for a plan. */
    public static TargetObjects none() {
        return new TargetObjects(Set.of());
    }

    static String key(String type, String identity) {
        return type + " " + DeparsedSql.bare(identity);
    }
}
