package dev.dagrunr.migration.ddl;

import dev.dagrunr.migration.ddl.DdlStatement.Condition;
import dev.dagrunr.migration.schema.ObjectName;
import java.util.List;

/** The conditions under which something need not be created again. */
final class Existence {
    private Existence() {}

    static Condition extension(String extension) {
        return new Condition(
                "select exists (select from pg_catalog.pg_extension where extname = ?)", List.of(extension));
    }

    static Condition schema(String schema) {
        return new Condition("select exists (select from pg_catalog.pg_namespace where nspname = ?)", List.of(schema));
    }

    static Condition type(ObjectName type) {
        return new Condition("""
                select exists (
                    select from pg_catalog.pg_type t
                    join pg_catalog.pg_namespace n on n.oid = t.typnamespace
                    where n.nspname = ? and t.typname = ?)
                """, List.of(type.schema(), type.name()));
    }

    static Condition sequence(ObjectName sequence) {
        return relation("S", sequence);
    }

    /** Whether a sequence has given a value. */
    static Condition drawnFrom(ObjectName sequence) {
        return new Condition("""
                select exists (
                    select from pg_catalog.pg_class c
                    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
                    where c.relkind = 'S' and n.nspname = ? and c.relname = ?
                        and pg_catalog.pg_sequence_last_value(c.oid) is not null)
                """, List.of(sequence.schema(), sequence.name()));
    }

    /** Whether a sequence is dropped with a column. */
    static Condition ownedBy(ObjectName sequence, ObjectName table, String column) {
        return new Condition("""
                select exists (
                    select from pg_catalog.pg_depend d
                    join pg_catalog.pg_class s on s.oid = d.objid
                    join pg_catalog.pg_namespace sn on sn.oid = s.relnamespace
                    join pg_catalog.pg_class t on t.oid = d.refobjid
                    join pg_catalog.pg_namespace tn on tn.oid = t.relnamespace
                    join pg_catalog.pg_attribute a on a.attrelid = t.oid and a.attnum = d.refobjsubid
                    where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.refclassid = d.classid
                        and d.deptype = 'a' and sn.nspname = ? and s.relname = ?
                        and tn.nspname = ? and t.relname = ? and a.attname = ?)
                """, List.of(sequence.schema(), sequence.name(), table.schema(), table.name(), column));
    }

    static Condition table(ObjectName table) {
        return new Condition("""
                select exists (
                    select from pg_catalog.pg_class c
                    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
                    where c.relkind in ('r', 'p') and n.nspname = ? and c.relname = ?)
                """, List.of(table.schema(), table.name()));
    }

    /** Whether a table or index is a part of a parent. */
    static Condition attached(ObjectName part) {
        return new Condition("""
                select exists (
                    select from pg_catalog.pg_inherits i
                    join pg_catalog.pg_class c on c.oid = i.inhrelid
                    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
                    where n.nspname = ? and c.relname = ?)
                """, List.of(part.schema(), part.name()));
    }

    /** Whether analyzing a table would read from another server. */
    static Condition foreignBelow(ObjectName table) {
        return new Condition("""
                select exists (
                    with recursive below(oid) as (
                        select c.oid from pg_catalog.pg_class c
                        join pg_catalog.pg_namespace n on n.oid = c.relnamespace
                        where n.nspname = ? and c.relname = ?
                        union
                        select i.inhrelid from below join pg_catalog.pg_inherits i on i.inhparent = below.oid)
                    select from below join pg_catalog.pg_class c on c.oid = below.oid where c.relkind = 'f')
                """, List.of(table.schema(), table.name()));
    }

    /** Whether analyzing the root of a partition has analyzed it, too. */
    static Condition analyzedWithRoot(ObjectName partition) {
        return new Condition("""
                select not exists (
                    select from pg_catalog.pg_class c
                    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
                    cross join lateral pg_catalog.pg_partition_tree(pg_catalog.pg_partition_root(c.oid)) tree
                    join pg_catalog.pg_class f on f.oid = tree.relid and f.relkind = 'f'
                    where n.nspname = ? and c.relname = ?)
                """, List.of(partition.schema(), partition.name()));
    }

    static Condition inherits(ObjectName child, ObjectName parent) {
        return new Condition("""
                select exists (
                    select from pg_catalog.pg_inherits i
                    join pg_catalog.pg_class c on c.oid = i.inhrelid
                    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
                    join pg_catalog.pg_class p on p.oid = i.inhparent
                    join pg_catalog.pg_namespace pn on pn.oid = p.relnamespace
                    where n.nspname = ? and c.relname = ? and pn.nspname = ? and p.relname = ?)
                """, List.of(child.schema(), child.name(), parent.schema(), parent.name()));
    }

    static Condition localConstraint(ObjectName table, String constraint) {
        return new Condition("""
                select exists (
                    select from pg_catalog.pg_constraint k
                    join pg_catalog.pg_class c on c.oid = k.conrelid
                    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
                    where n.nspname = ? and c.relname = ? and k.conname = ? and k.conislocal)
                """, List.of(table.schema(), table.name(), constraint));
    }

    /** @param view its name, quoted */
    static Condition populated(String view) {
        return new Condition("""
                select exists (
                    select from pg_catalog.pg_class c
                    where c.oid = pg_catalog.to_regclass(?) and c.relispopulated)
                """, List.of(view));
    }

    static Condition index(ObjectName table, String index) {
        return new Condition("""
                select exists (
                    select from pg_catalog.pg_index i
                    join pg_catalog.pg_class ic on ic.oid = i.indexrelid
                    join pg_catalog.pg_class c on c.oid = i.indrelid
                    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
                    where n.nspname = ? and c.relname = ? and ic.relname = ? and (i.indisvalid or ic.relkind = 'I'))
                """, List.of(table.schema(), table.name(), index));
    }

    static Condition constraint(ObjectName table, String constraint) {
        return new Condition("""
                select exists (
                    select from pg_catalog.pg_constraint k
                    join pg_catalog.pg_class c on c.oid = k.conrelid
                    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
                    where n.nspname = ? and c.relname = ? and k.conname = ?)
                """, List.of(table.schema(), table.name(), constraint));
    }

    static Condition validated(ObjectName table, String constraint) {
        return new Condition("""
                select exists (
                    select from pg_catalog.pg_constraint k
                    join pg_catalog.pg_class c on c.oid = k.conrelid
                    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
                    where n.nspname = ? and c.relname = ? and k.conname = ? and k.convalidated)
                """, List.of(table.schema(), table.name(), constraint));
    }

    private static Condition relation(String kind, ObjectName relation) {
        return new Condition("""
                select exists (
                    select from pg_catalog.pg_class c
                    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
                    where c.relkind = cast(? as "char") and n.nspname = ? and c.relname = ?)
                """, List.of(kind, relation.schema(), relation.name()));
    }
}
