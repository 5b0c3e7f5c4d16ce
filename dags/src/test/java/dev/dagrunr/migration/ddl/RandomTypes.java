package dev.dagrunr.migration.ddl;

import dev.dagrunr.migration.ddl.RandomSchema.ColumnKind;
import java.util.List;

/** Collations and types of a {@link RandomSchema}. */
final class RandomTypes {
    static final List<ColumnKind> BASE = List.of(
            new ColumnKind("integer", "7", true, false),
            new ColumnKind("bigint", "8000000000", true, false),
            new ColumnKind("text", "'it''s \\ $$ %s'", true, true),
            new ColumnKind("character varying(9)", "'v'", true, true),
            new ColumnKind("character(3)", "'c'", true, true),
            new ColumnKind("numeric(10,2)", "0.10", true, false),
            new ColumnKind("numeric", "'NaN'", true, false),
            new ColumnKind("timestamp(3) with time zone", "'1999-12-31 23:59:59+13'", true, false),
            new ColumnKind("date", "'2001-02-03'", true, false),
            new ColumnKind("interval day to second(2)", "'1 12:00'", true, false),
            new ColumnKind("uuid", "'00000000-0000-0000-0000-000000000001'", true, false),
            new ColumnKind("boolean", "true", true, false),
            new ColumnKind("bytea", "'\\xdeadbeef'", true, false),
            new ColumnKind("jsonb", "'{\"a\": \"it''s\"}'", true, false),
            new ColumnKind("integer[]", "'{1,2}'", true, false),
            new ColumnKind("bit varying(9)", "B'101'", true, false),
            new ColumnKind("tsrange", "'[2001-01-01,2002-01-01)'", true, false),
            new ColumnKind("point", "'(1,2)'", false, false),
            new ColumnKind("tsvector", "'a'", true, false),
            new ColumnKind("inet", "'10.0.0.1'", true, false));

    private final RandomSchema schema;

    RandomTypes(RandomSchema schema) {
        this.schema = schema;
    }

    void create() {
        schema.times(2, this::collation);
        schema.times(2, this::enumeration);
        schema.times(3, this::domain);
        schema.times(2, this::composite);
        schema.times(2, this::range);
        schema.times(1, this::shell);
        schema.times(2, this::domain);
    }

    private void collation() {
        var name = schema.newName();
        schema.say("create collation " + name
                + schema.pick(
                        " (provider = libc, locale = 'C')", " (provider = icu, locale = 'und', deterministic = false)",
                        " (provider = icu, locale = 'de-u-co-phonebk')", " (lc_collate = 'C', lc_ctype = 'POSIX')"));
        schema.collations.add(name);
        schema.describe("collation " + name);
    }

    private void enumeration() {
        var name = schema.newName();
        var first = schema.names.label(0);
        schema.say("create type " + name + " as enum (" + first + ", " + schema.names.label(1) + ", "
                + schema.names.label(2) + ")");
        if (schema.chance(2)) {
            schema.say("alter type " + name + " add value " + schema.names.label(3) + " before " + first);
        }
        add("type", new ColumnKind(name, first, true, false));
    }

    private void domain() {
        var base = schema.type(() -> schema.pick(BASE));
        var name = schema.newName();
        schema.say("create domain " + name + " as " + base.name() + collate(base)
                + (schema.chance(2) ? " default " + base.value() : "")
                + (schema.chance(3) ? " constraint " + schema.names.name() + " check (value is not null or true)" : "")
                + (base.text() && schema.chance(2)
                        ? " constraint " + schema.names.name() + " check (length(value) < 99 and value <> "
                                + schema.names.text() + ")"
                        : ""));
        if (schema.chance(4)) {
            var constraint = schema.names.name();
            schema.say("alter domain " + name + " add constraint " + constraint + " check (value::text <> "
                    + schema.names.text() + ") not valid");
            schema.describe("constraint " + constraint + " on domain " + name);
        }
        add("domain", new ColumnKind(name, base.value(), base.ordered(), base.text()));
    }

    String collate(ColumnKind type) {
        return type.text() && !schema.collations.isEmpty() && schema.chance(3)
                ? " collate " + schema.pick(schema.collations)
                : type.text() && schema.chance(4) ? " collate \"C\"" : "";
    }

    private void composite() {
        var name = schema.newName();
        var attribute = schema.names.name();
        var one = schema.type(() -> schema.pick(BASE));
        var other = schema.pick(BASE);
        schema.say("create type " + name + " as (" + attribute + " " + one.name() + ", " + schema.names.name() + " "
                + other.name() + collate(other) + ")");
        if (schema.chance(3)) {
            schema.say("alter type " + name + " drop attribute " + attribute + ", add attribute " + schema.names.name()
                    + " integer");
        }
        add("type", new ColumnKind(name, "null", false, false));
        if (schema.chance(2)) {
            schema.types.add(new ColumnKind(name + "[]", "null", false, false));
        }
    }

    private void range() {
        var name = schema.newName();
        var multirange = schema.version >= 14 && schema.chance(2) ? ", multirange_type_name = " + schema.newName() : "";
        schema.say("create type " + name + " as range (subtype = "
                + schema.pick("numeric", "float8, subtype_diff = float8mi", "text, collation = \"C\"", "bigint", "inet")
                + multirange + ")");
        add("type", new ColumnKind(name, "null", true, false));
    }

    private void shell() {
        schema.say("create type " + schema.newName());
    }

    private void add(String kind, ColumnKind type) {
        schema.types.add(type);
        schema.describe(kind + " " + type.name());
        if (schema.chance(4)) {
            schema.say("revoke usage on type " + type.name() + " from public");
        }
    }
}
