package dev.dagrunr.migration.ddl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dagrunr.migration.schema.SchemaObject;
import dev.dagrunr.migration.schema.SchemaReader;
import dev.dagrunr.migration.schema.Selection;
import dev.dagrunr.testsupport.Database;
import dev.dagrunr.testsupport.PostgresExtension;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One name of 63 bytes that is as hard to quote as can be, given to an object of every kind. */
class HostileNamesIT {
    private static final String NAME = "select\"'\\%s$$🐘\n; drop table public.canary; --ü".concat("x".repeat(13));

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    // :n is the name, quoted; :t a text of it
    private static final String SOURCE = """
            create table public.canary (alive boolean);
            insert into public.canary values (true);
            create schema :n;
            comment on schema :n is :t;
            set search_path = :n;
            set check_function_bodies = off;
            create collation :n (provider = libc, locale = 'C');
            create type :n as enum (:t, 'other');
            create schema of_domain;
            create domain of_domain.:n as text collate :n default :t constraint :n check (value <> :t);
            create type public.composite as (:n :n.:n);
            create schema of_range;
            create type of_range.:n as range (subtype = text, multirange_type_name = many);
            create schema of_shell;
            create type of_shell.:n;
            create function :n(:n integer default 1) returns integer language sql immutable as :t;
            create procedure public.:n(:n text) language sql as :t;
            create aggregate :n(double precision) (sfunc = float8pl, stype = float8, initcond = '0');
            create operator family :n using btree;
            create operator class :n for type text using btree family :n as
                operator 1 <, operator 2 <=, operator 3 =, operator 4 >=, operator 5 >, function 1 bttextcmp(text, text);
            create operator :n.<<< (function = texteq, leftarg = text, rightarg = text);
            create conversion :n for 'LATIN1' to 'UTF8' from iso8859_1_to_utf8;
            create function public.cast_it(public.composite) returns integer language sql immutable as 'select 1';
            create cast (public.composite as integer) with function public.cast_it(public.composite);
            create language :n handler plpgsql_call_handler;
            create access method :n type index handler bthandler;
            create text search parser :n (start = prsd_start, gettoken = prsd_nexttoken, end = prsd_end,
                lextypes = prsd_lextype);
            create text search template :n (init = dsimple_init, lexize = dsimple_lexize);
            create text search dictionary :n (template = simple, stopwords = 'english');
            create text search configuration :n (parser = :n);
            create schema kept;
            create sequence kept.:n;
            create table public.:n (:n integer generated always as identity constraint "key :short" primary key,
                other text default :t, unproven text collate :n.:n, constraint "check :short" check (other <> :t),
                constraint "unique :short" unique (other));
            comment on table public.:n is :t;
            comment on column public.:n.:n is :t;
            create table kept.child (more public.:n) inherits (public.:n);
            create table kept.refers (a integer constraint :n references public.:n);
            create index "index :short" on public.:n (lower(other)) where other <> :t;
            create statistics :n on :n, other from public.:n;
            create table kept.parts (:n text) partition by list (:n);
            create table kept."part :short" partition of kept.parts for values in (:t);
            create view kept."view :short" as select :n as :n from public.:n where other <> :t;
            create materialized view kept."materialized :short" as select :n as :n from public.:n;
            create rule :n as on delete to public.:n where old.other = :t do instead nothing;
            create function kept.:n() returns trigger language plpgsql as 'begin return new; end';
            create trigger :n before insert on public.:n for each row execute function kept.:n(:t);
            create policy :n on public.:n using (other <> :t);
            create foreign data wrapper :n options (:n :t);
            create server :n type :t version :t foreign data wrapper :n options (:n :t);
            create user mapping for public server :n options (:n :t);
            create foreign table kept."foreign :short" (:n integer options (:n :t)) server :n options (:n :t);
            create publication :n for table public.:n;
            create function kept.happens() returns event_trigger language plpgsql as 'begin end';
            create event trigger :n on ddl_command_end when tag in ('CREATE SEQUENCE') execute function kept.happens();
            create role :n;
            grant select (:n) on public.:n to :n;
            alter default privileges in schema :n grant select on tables to :n;
            alter schema :n owner to :n;
            """;

    @Test
    void everyKindOfObjectKeepsItAndNothingElseHappens() throws SQLException, IOException, InterruptedException {
        assertThat(NAME.getBytes(StandardCharsets.UTF_8)).hasSize(63);
        var origin = postgres.createDatabase();
        var target = postgres.createDatabase();
        run(origin, SOURCE);
        try {
            try (var from = origin.dataSource().getConnection();
                    var to = target.dataSource().getConnection()) {
                var source = new SchemaReader().read(from, Selection.ofSchemas("*"));
                TargetBuild.build(to, source, SchemaMapping.same());
                TargetBuild.build(to, source, SchemaMapping.same());

                var copy = new SchemaReader().read(to, Selection.ofSchemas("*"));
                assertThat(SchemaComparison.compare(source, copy, SchemaMapping.same()))
                        .isEmpty();
                assertThat(source.objects().stream()
                                .filter(object -> object.identity().contains("public.canary"))
                                .map(SchemaObject::type))
                        .contains(
                                "access method",
                                "aggregate",
                                "collation",
                                "conversion",
                                "event trigger",
                                "foreign table",
                                "foreign-data wrapper",
                                "function",
                                "language",
                                "materialized view",
                                "operator",
                                "operator class",
                                "operator family",
                                "policy",
                                "procedure",
                                "publication",
                                "rule",
                                "server",
                                "statistics object",
                                "text search configuration",
                                "text search dictionary",
                                "text search parser",
                                "text search template",
                                "trigger",
                                "type",
                                "user mapping",
                                "view",
                                "owner of schema",
                                "grants on table column",
                                "default privileges");
            }
            assertThat(Everything.ask(origin, "select count(*) from public.canary"))
                    .isEqualTo("1");
            assertThat(Everything.ask(target, "select count(*) from public.canary"))
                    .isEqualTo("0");
            if (PgDump.canDump(origin)) {
                assertThat(PgDump.dump(target)).containsExactlyElementsOf(PgDump.dump(origin));
            }
        } finally {
            run(origin, "drop owned by :n cascade");
            run(target, "drop owned by :n cascade; drop role :n");
        }
    }

    private static void run(Database database, String script) throws SQLException {
        var sql = script.replace(":short", NAME.substring(0, NAME.length() - 16).replace("\"", "\"\""))
                .replace(":n", RandomNames.quoted(NAME))
                .replace(":t", RandomNames.literal(NAME));
        // The driver would split the script otherwise than the server does.
        var url = database.jdbcUrl() + "?preferQueryMode=simple";
        try (var connection = DriverManager.getConnection(url, database.user(), database.password());
                var statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(sql);
        }
    }
}
