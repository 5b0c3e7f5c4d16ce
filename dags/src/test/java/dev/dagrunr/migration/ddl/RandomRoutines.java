package dev.dagrunr.migration.ddl;

/** Functions, procedures, aggregates, operators and casts of a {@link RandomSchema}. */
final class RandomRoutines {
    private final RandomSchema schema;

    RandomRoutines(RandomSchema schema) {
        this.schema = schema;
    }

    void create() {
        schema.times(3, this::ofAnInteger);
        triggerFunction();
        schema.times(2, this::triggerFunction);
        schema.times(2, this::withParameters);
        schema.times(2, this::procedure);
        schema.times(2, this::aggregate);
        schema.times(2, this::operator);
        schema.times(1, this::operatorClass);
        schema.times(1, this::cast);
    }

    private void ofAnInteger() {
        var name = schema.newName();
        var body = schema.version >= 14 && schema.chance(2)
                ? schema.functions.isEmpty() || schema.chance(2)
                        ? " return $1 + 1"
                        : " return " + schema.pick(schema.functions) + "($1)"
                : " as " + RandomNames.literal("select $1 + 1 -- $$ %s ; drop table public.canary;");
        schema.say("create function " + name + "(" + schema.pick("", schema.names.name() + " ") + "integer"
                + ") returns integer language sql immutable" + schema.pick("", " strict", " parallel safe", " cost 7")
                + schema.pick("", " leakproof") + body);
        schema.functions.add(name);
        schema.describe("function " + name + "(integer)");
        if (schema.chance(4)) {
            schema.say("revoke execute on function " + name + "(integer) from public");
            schema.say("grant execute on function " + name + "(integer) to " + schema.pick(RandomSchema.ROLES)
                    + schema.pick("", " with grant option"));
        }
        if (schema.chance(6)) {
            schema.say("alter function " + name + "(integer) owner to " + schema.pick(RandomSchema.ROLES));
        }
    }

    private void triggerFunction() {
        var name = schema.newName();
        schema.say("create function " + name + "() returns trigger language plpgsql"
                + schema.pick(
                        "",
                        " security definer",
                        " set search_path = pg_catalog, " + schema.schema(),
                        " set work_mem = '7MB'",
                        " set datestyle = 'ISO, DMY'")
                + " as $a$ begin /* $$ %s ' */ return new; end $a$");
        schema.triggerFunctions.add(name);
    }

    private void withParameters() {
        var name = schema.newName();
        var type = schema.type(() -> schema.pick(RandomTypes.BASE));
        schema.say("create function " + name + "(inout " + schema.names.name() + " integer default 3, variadic "
                + schema.names.name() + " " + (type.name().endsWith("[]") ? type.name() : "text[]") + " default null) "
                + schema.pick("", "rows_ignored ").replace("rows_ignored ", "") + "language "
                + schema.pick("sql as 'select $1'", "plpgsql as $x$begin end$x$"));
        schema.say(
                "create function " + schema.newName() + "(a " + type.name() + ") returns table (" + schema.names.name()
                        + " " + type.name() + ", b integer) language sql stable rows 7 as 'select null, 1'");
        schema.say("create function " + schema.newName() + "(a anyelement) returns setof anyarray language sql as $$"
                + " select null $$");
    }

    private void procedure() {
        var name = schema.newName();
        schema.say("create procedure " + name + "(inout " + schema.names.name() + " integer, b text default "
                + schema.names.text() + ") language plpgsql as $p$ begin commit; end $p$");
        schema.describe("procedure " + name + "(integer, text)");
    }

    private void aggregate() {
        var state = schema.newName();
        var name = schema.newName();
        schema.say("create function " + state + "(integer, integer) returns integer language sql immutable as"
                + " 'select $1 + $2'");
        schema.say("create aggregate " + name + "(integer) (sfunc = " + state + ", stype = integer"
                + schema.pick("", ", initcond = '0'") + schema.pick("", ", parallel = safe")
                + schema.pick("", ", combinefunc = " + state)
                + schema.pick("", ", msfunc = " + state + ", minvfunc = " + state + ", mstype = integer") + ")");
        schema.describe("aggregate " + name + "(integer)");
        schema.say("create aggregate " + schema.newName() + "(*) (sfunc = int8inc, stype = int8, initcond = '0')");
        schema.say("create aggregate " + schema.newName() + "(float8 order by anyelement)"
                + " (sfunc = ordered_set_transition, stype = internal, finalfunc = percentile_disc_final,"
                + " finalfunc_extra)");
    }

    private void operator() {
        var function = schema.newName();
        var in = schema.schema();
        var symbol = schema.pick("<%>", "@@@", "~!~", "+%+", "#-#") + schema.pick("", "|", "&");
        schema.say("create function " + function
                + "(integer, integer) returns boolean language sql immutable as 'select $1 < $2'");
        schema.say("create operator " + in + "." + symbol + " (function = " + function
                + ", leftarg = integer, rightarg = integer" + schema.pick("", ", restrict = scalarltsel")
                + schema.pick("", ", commutator = operator(" + in + "." + symbol + ")")
                + schema.pick("", ", negator = operator(" + in + ".!" + symbol + ")") + ")");
        schema.describe("operator " + in + "." + symbol + " (integer, integer)");
    }

    private void operatorClass() {
        var family = schema.newName();
        var name = schema.newName();
        schema.say("create operator family " + family + " using btree");
        schema.say("create operator class " + name + " for type integer using btree family " + family
                + " as operator 1 <, operator 2 <=, operator 3 =, operator 4 >=, operator 5 >,"
                + " function 1 btint4cmp(integer, integer)");
        schema.say("alter operator family " + family + " using btree add operator 1 < (integer, bigint)");
        schema.describe("operator class " + name + " using btree");
    }

    private void cast() {
        var type = schema.newName();
        var function = schema.newName();
        schema.say("create type " + type + " as (a integer)");
        schema.say(
                "create function " + function + "(" + type + ") returns integer language sql immutable as 'select 1'");
        schema.say("create cast (" + type + " as integer) with function " + function + "(" + type + ")"
                + schema.pick("", " as assignment", " as implicit"));
        schema.say("create cast (" + type + " as bytea) " + schema.pick("without function", "with inout"));
    }
}
