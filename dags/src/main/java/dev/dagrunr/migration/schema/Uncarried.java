package dev.dagrunr.migration.schema;

import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/** The objects of the selected schemas, or on the selected tables, that no migration creates yet. */
final class Uncarried {
    // Members of extensions come with them, constructor functions of ranges with the range.
    private static final String SQL = """
            with schemas(oid) as (select oid from pg_namespace where nspname = any (?)),
                tables(oid) as (select unnest(cast(? as oid[])))
            select identity.type, identity.identity
            from (
                select 'pg_class'::regclass::oid as classid, oid from pg_class
                where relkind in ('v', 'm') and relnamespace in (table schemas)
                union all
                select 'pg_proc'::regclass, oid from pg_proc where pronamespace in (table schemas)
                union all
                select 'pg_trigger'::regclass, oid from pg_trigger
                where tgrelid in (table tables) and not tgisinternal
                union all
                select 'pg_rewrite'::regclass, oid from pg_rewrite where ev_class in (table tables)
                union all
                select 'pg_policy'::regclass, oid from pg_policy where polrelid in (table tables)
                union all
                select 'pg_statistic_ext'::regclass, oid from pg_statistic_ext where stxrelid in (table tables)
                union all
                select 'pg_operator'::regclass, oid from pg_operator where oprnamespace in (table schemas)
                union all
                select 'pg_opclass'::regclass, oid from pg_opclass where opcnamespace in (table schemas)
                union all
                select 'pg_opfamily'::regclass, oid from pg_opfamily where opfnamespace in (table schemas)
                union all
                select 'pg_collation'::regclass, oid from pg_collation where collnamespace in (table schemas)
                union all
                select 'pg_conversion'::regclass, oid from pg_conversion where connamespace in (table schemas)
                union all
                select 'pg_ts_config'::regclass, oid from pg_ts_config where cfgnamespace in (table schemas)
                union all
                select 'pg_ts_dict'::regclass, oid from pg_ts_dict where dictnamespace in (table schemas)
                union all
                select 'pg_type'::regclass, t.oid from pg_type t left join pg_range r on r.rngtypid = t.oid
                where t.typnamespace in (table schemas)
                    and (t.typtype = 'b' and not (t.typcategory = 'A' and t.typelem <> 0)
                        or t.typtype = 'p' or r.rngcanonical <> 0
                        or exists (select from pg_constraint k where k.contypid = t.oid and not k.convalidated))
            ) object
            cross join lateral pg_identify_object(object.classid, object.oid, 0) identity
            where not exists (
                select from pg_depend d
                where d.classid = object.classid and d.objid = object.oid and d.deptype in ('e', 'i'))
            union all
            select 'row security', c.oid::regclass::text from pg_class c
            where c.oid in (table tables) and c.relrowsecurity
            order by 1, 2
            """;

    private Uncarried() {}

    static List<UncarriedObject> read(CatalogSession catalog, List<String> schemas, Collection<Long> tables)
            throws SQLException {
        return catalog.list(
                SQL,
                row -> new UncarriedObject(row.getString(1), row.getString(2), "is of a kind that is not migrated yet"),
                catalog.names(schemas),
                CatalogSession.oids(tables));
    }
}
