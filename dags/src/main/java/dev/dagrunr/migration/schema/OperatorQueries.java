package dev.dagrunr.migration.schema;

/** Operators, their classes and families, and conversions between encodings. */
final class OperatorQueries {
    static final ObjectQuery OPERATORS = ObjectQuery.ofSchemas("pg_operator", """
            select o.oid, array[format('CREATE OPERATOR %I.%s (%s)', n.nspname, o.oprname, concat_ws(', ',
                'FUNCTION = ' || o.oprcode::regproc::text,
                'LEFTARG = ' || format_type(nullif(o.oprleft, 0), null),
                'RIGHTARG = ' || format_type(nullif(o.oprright, 0), null),
                (select format('COMMUTATOR = OPERATOR(%I.%s)', cn.nspname, c.oprname)
                 from pg_operator c join pg_namespace cn on cn.oid = c.oprnamespace where c.oid = o.oprcom),
                (select format('NEGATOR = OPERATOR(%I.%s)', cn.nspname, c.oprname)
                 from pg_operator c join pg_namespace cn on cn.oid = c.oprnamespace where c.oid = o.oprnegate),
                case when o.oprcanmerge then 'MERGES' end, case when o.oprcanhash then 'HASHES' end,
                'RESTRICT = ' || nullif(o.oprrest::oid, 0)::regproc::text,
                'JOIN = ' || nullif(o.oprjoin::oid, 0)::regproc::text))] as statements
            from pg_operator o
            join pg_namespace n on n.oid = o.oprnamespace
            where n.nspname = any (?) and o.oprcode <> 0
            """);

    private static final String MEMBERS = """
                (select string_agg(member.text, ', ' order by member.kind, member.number, member.text)
                 from (
                    select 1 as kind, ao.amopstrategy as number, format('OPERATOR %s %s%s', ao.amopstrategy,
                        ao.amopopr::regoperator::text, (
                            select format(' FOR ORDER BY %I.%I', sn.nspname, sf.opfname)
                            from pg_opfamily sf join pg_namespace sn on sn.oid = sf.opfnamespace
                            where sf.oid = ao.amopsortfamily)) as text
                    from pg_depend d join pg_amop ao on ao.oid = d.objid
                    where d.classid = 'pg_amop'::regclass and d.refclassid = ':catalog'::regclass and d.refobjid = x.oid
                    union all
                    select 2, ap.amprocnum, format('FUNCTION %s (%s, %s) %s', ap.amprocnum,
                        format_type(ap.amproclefttype, null), format_type(ap.amprocrighttype, null),
                        ap.amproc::regprocedure::text)
                    from pg_depend d join pg_amproc ap on ap.oid = d.objid
                    where d.classid = 'pg_amproc'::regclass and d.refclassid = ':catalog'::regclass
                        and d.refobjid = x.oid) member)""";

    static final ObjectQuery FAMILIES = ObjectQuery.ofSchemas("pg_opfamily", """
            select x.oid,
                array[format('CREATE OPERATOR FAMILY %I.%I USING %I', n.nspname, x.opfname, am.amname)] as statements
            from pg_opfamily x
            join pg_namespace n on n.oid = x.opfnamespace
            join pg_am am on am.oid = x.opfmethod
            where n.nspname = any (?)
            """);

    /** What families hold beside their classes. */
    static final ObjectQuery LOOSE_MEMBERS =
            ObjectQuery.ofSchemas("pg_opfamily", """
            select f.oid, array[format('ALTER OPERATOR FAMILY %I.%I USING %I ADD %s', f.nspname, f.opfname, f.amname,
                f.members)] as statements
            from (
                select x.oid, n.nspname, x.opfname, am.amname, :members as members
                from pg_opfamily x
                join pg_namespace n on n.oid = x.opfnamespace
                join pg_am am on am.oid = x.opfmethod
                where n.nspname = any (?)) f
            where f.members is not null
            """.replace(":members", MEMBERS.replace(":catalog", "pg_opfamily")));

    static final ObjectQuery CLASSES =
            ObjectQuery.ofSchemas("pg_opclass", """
            select x.oid, array[format('CREATE OPERATOR CLASS %I.%I %sFOR TYPE %s USING %I FAMILY %I.%I AS %s',
                n.nspname, x.opcname, case when x.opcdefault then 'DEFAULT ' else '' end,
                format_type(x.opcintype, null), am.amname, fn.nspname, f.opfname, coalesce(nullif(concat_ws(', ',
                    'STORAGE ' || format_type(nullif(x.opckeytype, 0), null), :members), ''),
                    'STORAGE ' || format_type(x.opcintype, null)))] as statements
            from pg_opclass x
            join pg_namespace n on n.oid = x.opcnamespace
            join pg_am am on am.oid = x.opcmethod
            join pg_opfamily f on f.oid = x.opcfamily
            join pg_namespace fn on fn.oid = f.opfnamespace
            where n.nspname = any (?)
            """.replace(":members", MEMBERS.replace(":catalog", "pg_opclass")));

    static final ObjectQuery CONVERSIONS = ObjectQuery.ofSchemas("pg_conversion", """
            select c.oid, array[format('CREATE %sCONVERSION %I.%I FOR %L TO %L FROM %s',
                case when c.condefault then 'DEFAULT ' else '' end, n.nspname, c.conname,
                pg_encoding_to_char(c.conforencoding), pg_encoding_to_char(c.contoencoding),
                c.conproc::regproc::text)] as statements
            from pg_conversion c
            join pg_namespace n on n.oid = c.connamespace
            where n.nspname = any (?)
            """);

    private OperatorQueries() {}
}
