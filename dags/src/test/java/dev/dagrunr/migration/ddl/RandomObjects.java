package dev.dagrunr.migration.ddl;

import dev.dagrunr.migration.ddl.RandomSchema.Table;
import java.util.ArrayList;
import java.util.List;

/** What stands on the tables of a {@link RandomSchema}, and beside them. */
final class RandomObjects {
    private final RandomSchema schema;
    private final List<String> views = new ArrayList<>();

    RandomObjects(RandomSchema schema) {
        this.schema = schema;
    }

    void create() {
        schema.times(5, this::view);
        schema.times(2, this::materializedView);
        schema.times(2, this::rule);
        schema.times(4, this::trigger);
        schema.times(3, this::policy);
        schema.times(2, this::statistics);
        schema.times(1, this::textSearch);
        schema.times(1, this::foreign);
        schema.times(1, this::publication);
        schema.times(1, this::eventTrigger);
        schema.times(1, this::conversion);
        schema.times(5, this::grant);
        schema.times(2, this::owner);
        schema.times(2, this::defaultPrivileges);
        schema.schemas.forEach(name -> schema.describe("schema " + name));
    }

    private Table table() {
        return schema.pick(schema.tables);
    }

    private String from() {
        return views.isEmpty() || schema.chance(2) ? table().quoted() : schema.pick(views);
    }

    private void view() {
        var name = schema.newName();
        var table = table();
        var column = table.columns().get(0).name();
        schema.say(schema.pick(
                "create view " + name + " as select * from " + from(),
                "create view " + name + " as select " + column + " as " + schema.names.name() + ", "
                        + schema.names.text() + "::text as " + schema.names.name() + " from " + table.quoted()
                        + " where " + column + " > 0",
                "create view " + name + " with (security_barrier" + (schema.version >= 15 ? ", security_invoker" : "")
                        + ") as select count(*) as " + schema.names.name() + " from " + from(),
                "create view " + name + " as select * from " + table.quoted() + " where " + column + " > 1 with "
                        + schema.pick("local", "cascaded") + " check option",
                "create recursive view " + name + "(" + column + ") as values (1) union all select " + column
                        + " + 1 from " + name + " where " + column + " < 3",
                "create view " + name + " as with " + schema.names.name() + " as (select 1) select t.*, x.n from "
                        + from() + " t left join lateral (select count(*) as n from " + table.quoted() + ") x on true",
                "create view " + name + " as select " + column + ", row_number() over (order by " + column
                        + ") as n from " + table.quoted() + " group by " + column + " having count(*) > 0"));
        views.add(name);
        schema.describe("view " + name);
        if (schema.chance(4)) {
            schema.say("create trigger " + schema.names.name() + " instead of insert on " + name
                    + " for each row execute function " + schema.pick(schema.triggerFunctions) + "()");
        }
    }

    private void materializedView() {
        var in = schema.schema();
        var name = in + "." + schema.names.name();
        var column = schema.names.name();
        schema.say("create materialized view " + name + schema.pick("", " with (fillfactor = 70)")
                + " as select count(*) as " + column + " from " + from() + schema.pick("", " with no data"));
        if (schema.chance(2)) {
            var index = schema.names.name();
            schema.say("create unique index " + index + " on " + name + " (" + column + ")");
            schema.describe("index " + in + "." + index);
        }
        schema.describe("materialized view " + name);
        views.add(name);
    }

    private void rule() {
        var table = table();
        var name = schema.names.name();
        schema.say(
                "create rule " + name + " as on " + schema.pick("delete", "update", "insert") + " to " + table.quoted()
                        + schema.pick("", " where 1 = 2") + " do "
                        + schema.pick(
                                "instead nothing",
                                "also nothing",
                                "also select " + schema.names.text(),
                                "also (select 1; notify x)"));
        schema.describe("rule " + name + " on " + table.quoted());
        if (schema.chance(3)) {
            schema.say("alter table " + table.quoted() + schema.pick(" disable", " enable replica", " enable always")
                    + " rule " + name);
        }
    }

    private void trigger() {
        var table = table();
        var name = schema.names.name();
        var column = table.columns().get(0).name();
        var call = " execute function " + schema.pick(schema.triggerFunctions) + "("
                + schema.pick("", schema.names.text()) + ")";
        schema.say(schema.pick(
                "create trigger " + name + " before insert or update of " + column + " on " + table.quoted()
                        + " for each row when (new." + column + " > 0)" + call,
                "create trigger " + name + " after delete or truncate on " + table.quoted() + " for each statement"
                        + call,
                "create trigger " + name + " after update on " + table.quoted() + " referencing old table as "
                        + schema.names.name() + " new table as " + schema.names.name() + " for each statement" + call,
                "create constraint trigger " + name + " after insert on " + table.quoted()
                        + schema.pick("", " deferrable", " deferrable initially deferred") + " for each row" + call,
                "create trigger " + name + " after insert on " + table.quoted() + " for each row" + call));
        schema.describe("trigger " + name + " on " + table.quoted());
        if (schema.chance(3)) {
            schema.say("alter table " + table.quoted() + schema.pick(" disable", " enable replica", " enable always")
                    + " trigger " + name);
        }
    }

    private void policy() {
        var table = table();
        var name = schema.names.name();
        var column = table.columns().get(0).name();
        schema.say("create policy " + name + " on " + table.quoted() + schema.pick("", " as restrictive")
                + schema.pick(" for all", " for select", " for delete", " for update", "")
                + " to " + schema.pick("public", schema.pick(RandomSchema.ROLES)) + " using (" + column + " > 0 or "
                + schema.names.text() + " = '')");
        schema.describe("policy " + name + " on " + table.quoted());
        schema.say("alter table " + table.quoted()
                + schema.pick(
                        " enable row level security", " force row level security", " disable row level security"));
    }

    private void statistics() {
        var table = table();
        var name = schema.newName();
        if (table.columns().size() < 2) {
            return;
        }
        schema.say("create statistics " + name + schema.pick("", " (ndistinct, dependencies)", " (mcv)") + " on "
                + table.columns().get(0).name() + ", " + table.columns().get(1).name()
                + (schema.version >= 14
                        ? schema.pick("", ", (" + table.columns().get(0).name() + " + 1)")
                        : "") + " from "
                + table.quoted());
        schema.describe("statistics " + name);
        if (schema.chance(3)) {
            schema.say("alter statistics " + name + " set statistics 7");
        }
    }

    private void textSearch() {
        var dictionary = schema.newName();
        var configuration = schema.newName();
        schema.say("create text search dictionary " + dictionary + " (template = simple, stopwords = 'english')");
        schema.say("create text search configuration " + configuration + " (copy = english)");
        schema.say("alter text search configuration " + configuration + " alter mapping for word, asciiword with "
                + dictionary + ", simple");
        schema.describe("text search dictionary " + dictionary);
        schema.describe("text search configuration " + configuration);
        var table = table();
        schema.say("create index " + schema.names.name() + " on " + table.quoted() + " using gin (to_tsvector("
                + RandomNames.literal(configuration) + "::regconfig, "
                + table.columns().get(0).name() + "::text))");
    }

    private void foreign() {
        var wrapper = schema.names.name();
        var server = schema.names.name();
        schema.say("create foreign data wrapper " + wrapper + " options (a " + schema.names.text() + ")");
        schema.say("create server " + server + " type " + schema.names.text() + " version " + schema.names.text()
                + " foreign data wrapper " + wrapper + " options (" + schema.names.name() + " " + schema.names.text()
                + ")");
        schema.describe("foreign data wrapper " + wrapper);
        schema.describe("server " + server);
        if (schema.chance(2)) {
            schema.say("grant usage on foreign server " + server + " to " + schema.pick(RandomSchema.ROLES));
        }
        if (schema.chance(2)) {
            schema.say("create user mapping for " + schema.pick("public", schema.pick(RandomSchema.ROLES)) + " server "
                    + server + " options (" + schema.names.name() + " " + schema.names.text() + ")");
        }
        foreignTable(server);
    }

    private void foreignTable(String server) {
        var name = schema.newName();
        var column = schema.names.name();
        var other = schema.names.name();
        var column1 = column + " integer options (" + schema.names.name() + " " + schema.names.text() + ")";
        schema.say("create foreign table " + name
                + schema.pick(
                        " (" + column1 + " not null, " + other + " text collate \"C\" default " + schema.names.text()
                                + ")",
                        " (" + column1 + " constraint " + schema.names.name() + " check (" + column + " > 0), " + other
                                + " integer generated always as (" + column + " + 1) stored)",
                        " (" + column + " integer)")
                + " server " + server + " options (" + schema.names.name() + " "
                + schema.names.text() + ")");
        schema.describe("foreign table " + name);
        schema.describe("column " + name + "." + column);
        if (schema.chance(2)) {
            schema.say("grant select on " + name + " to " + schema.pick(RandomSchema.ROLES));
            schema.say("create view " + schema.newName() + " as select " + column + " from " + name);
        }
    }

    private void publication() {
        var name = schema.names.name();
        schema.say(schema.pick(
                "create publication " + name + " for all tables",
                "create publication " + name + " for table " + table().quoted() + " with (publish = 'insert, delete')",
                "create publication " + name + " with (publish_via_partition_root)"));
        schema.describe("publication " + name);
    }

    private void eventTrigger() {
        var function = schema.newName();
        var name = schema.names.name();
        schema.say("create function " + function + "() returns event_trigger language plpgsql as 'begin end'");
        schema.say("create event trigger " + name + " on ddl_command_end"
                + schema.pick("", " when tag in ('CREATE CAST')") + " execute function " + function + "()");
        schema.describe("event trigger " + name);
        if (schema.chance(2)) {
            schema.say("alter event trigger " + name + schema.pick(" disable", " enable replica", " enable always"));
        }
    }

    private void conversion() {
        var name = schema.newName();
        schema.say("create conversion " + name + " for 'LATIN1' to 'UTF8' from iso8859_1_to_utf8");
        schema.describe("conversion " + name);
    }

    private void grant() {
        var table = table();
        var role = schema.pick(schema.pick(RandomSchema.ROLES), "public");
        var option = role.equals("public") ? "" : schema.pick("", " with grant option");
        schema.say(schema.pick(
                "grant select, insert on " + table.quoted() + " to " + role + option,
                "grant update (" + table.columns().get(0).name() + ") on " + table.quoted() + " to " + role + option,
                "grant usage on schema " + schema.schema() + " to " + role + option,
                "revoke delete on " + table.quoted() + " from current_user",
                "grant select on all sequences in schema " + schema.schema() + " to " + role,
                "grant execute on all functions in schema " + schema.schema() + " to " + role,
                "grant all on all tables in schema " + schema.schema() + " to " + role));
    }

    private void owner() {
        var role = schema.pick(RandomSchema.ROLES);
        schema.say(schema.pick(
                "alter table " + table().quoted() + " owner to " + role,
                "alter schema " + schema.schema() + " owner to " + role,
                "alter table " + (views.isEmpty() ? table().quoted() : schema.pick(views)) + " owner to " + role));
    }

    private void defaultPrivileges() {
        schema.say("alter default privileges" + schema.pick("", " in schema " + schema.schema())
                + schema.pick(" for role " + schema.pick(RandomSchema.ROLES), "")
                + schema.pick(
                        " grant select on tables to ",
                        " grant usage on sequences to ",
                        " grant all on functions to ",
                        " grant usage on types to ")
                + schema.pick("public", schema.pick(RandomSchema.ROLES)));
        schema.say("alter default privileges revoke execute on functions from public");
    }
}
