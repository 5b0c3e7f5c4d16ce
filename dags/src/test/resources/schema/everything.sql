-- One of about everything that a schema can hold, much of it under names that are hard to quote. From PostgreSQL 15 on.
-- Whoever runs part of a name drops this table.
create table public.canary (alive boolean);
insert into public.canary values (true);

create schema "s; drop table public.canary; --";
set check_function_bodies = off;
create schema "q""uo'te";
set search_path = "s; drop table public.canary; --", "q""uo'te";
comment on schema "q""uo'te" is 'it''s; drop table public.canary; --';

create collation "per%s $$ cent" (provider = libc, locale = 'C');
create type "new
line" as enum ('a''b', '%s', '$$; drop table public.canary; $$', 'c');
comment on type "new
line" is '$$ %I';
create domain "select" as text collate "per%s $$ cent" default 'x''; drop table public.canary; --' not null
    constraint "check" check (value <> '$$');
comment on constraint "check" on domain "select" is 'a check';
alter domain "select" add constraint "later" check (value <> '%') not valid;
create type "com, posite" as (a integer, "b""; c" "new
line", c text collate "C");
comment on column "com, posite"."b""; c" is 'an attribute';
create type "rän'ge" as range (subtype = numeric, multirange_type_name = "mülti%s");
create type shell;

create function "f; drop table public.canary; --"("a""b" integer default 3, "new
line" text default '$$; drop table public.canary; --') returns integer language sql immutable
    as $body$ select 1 -- $$ ; drop table public.canary; $body$;
create function "f; drop table public.canary; --"("new
line") returns text language sql as 'select ''overloaded''';
comment on function "f; drop table public.canary; --"("new
line") is 'it''s';
create function atomic_body(a integer) returns integer language sql immutable
begin atomic
    select a + 1;
    select a + 2;
end;
create procedure "pro""c"(inout x integer, out y integer) language plpgsql as $$ begin x := 1; y := 2; end $$;
create procedure "pro""c"(inout x integer, y integer) language plpgsql as $$ begin x := y; end $$;
create function "trig%s"() returns trigger language plpgsql set search_path = pg_catalog, "q""uo'te"
    as $$ begin return new; end $$;
create function state("acc" integer, value integer) returns integer language sql immutable as 'select acc + value';
create aggregate "agg""; x"(integer) (sfunc = state, stype = integer, initcond = '0', parallel = safe);
create aggregate counting(*) (sfunc = int8inc, stype = int8, initcond = '0');
comment on aggregate counting(*) is 'of nothing';
create function less("com, posite", "com, posite") returns boolean language sql immutable as 'select ($1).a < ($2).a';
create function comparing("com, posite", "com, posite") returns integer language sql immutable
    as 'select sign(($1).a - ($2).a)::integer';
create operator "q""uo'te".<<< (function = less, leftarg = "com, posite", rightarg = "com, posite",
    commutator = operator("q""uo'te".>>>));
create operator "q""uo'te".>>> (function = less, leftarg = "com, posite", rightarg = "com, posite",
    commutator = operator("q""uo'te".<<<));
create operator family "fam%ily" using btree;
create operator class "cl""ass" for type "com, posite" using btree family "fam%ily" as
    operator 1 "q""uo'te".<<<, function 1 comparing("com, posite", "com, posite");
create function same(integer, "com, posite") returns boolean language sql immutable as 'select $1 = ($2).a';
create operator "q""uo'te".=== (function = same, leftarg = integer, rightarg = "com, posite");
alter operator family "fam%ily" using btree add operator 3 "q""uo'te".=== (integer, "com, posite");
create function a_of("com, posite") returns integer language sql immutable as 'select ($1).a';
create cast ("com, posite" as integer) with function a_of("com, posite") as assignment;

create text search dictionary "dict'" (template = simple, stopwords = 'english');
create text search configuration "con""fig" (parser = "default");
alter text search configuration "con""fig" add mapping for word, asciiword with "dict'", simple;
create conversion "con%version" for 'LATIN1' to 'UTF8' from iso8859_1_to_utf8;
create foreign data wrapper "wrap""per" options (a 'it''s');
create server "ser%ver" type 'x''y' version '1"' foreign data wrapper "wrap""per" options ("host;" 'h''');
create user mapping for public server "ser%ver" options ("us'er" 'p''');
create table "far" (a int, "b;" text) partition by list (a);
create foreign table "fo""reign" (a int options ("o;" 'it''s') not null default 3, "b;" text collate "C"
    constraint "che%ck" check ("b;" <> ''), c int generated always as (a * 2) stored) server "ser%ver" options (x '1', "y'" '2');
alter foreign table "fo""reign" alter a set statistics 50, alter a set (n_distinct = 7);
comment on foreign table "fo""reign" is 'else''where';
comment on column "fo""reign"."b;" is 'b''s';
comment on constraint "che%ck" on "fo""reign" is 'checked''';
create foreign table "far; 1" partition of "far" for values in (1, null) server "ser%ver";
create table "only par""ent" (p int not null);
create foreign table "far child" (d int) inherits ("only par""ent") server "ser%ver";
create view "of far" as select "b;" from "far; 1";

create sequence "seq; drop table public.canary; --" start 5;
create table "tab; drop table public.canary; --" (
    "id%s" integer generated by default as identity primary key,
    "new
line" "new
line" default 'a''b',
    "select" "select",
    c "com, posite",
    number integer default nextval('"seq; drop table public.canary; --"'),
    made integer generated always as (atomic_body(2)) stored,
    constraint "che""ck; --" check ("f; drop table public.canary; --"(number) > 0));
comment on table "tab; drop table public.canary; --" is 'te''xt';
create index "ind'ex; drop table public.canary; --" on "tab; drop table public.canary; --"
    ("f; drop table public.canary; --"(number, '$$'), ("new
line") desc) where "select" <> '; drop table public.canary; --';
create statistics "stat""s" on "id%s", number from "tab; drop table public.canary; --";
alter statistics "stat""s" set statistics 7;
comment on statistics "stat""s" is 'extended';
create function of_row("tab; drop table public.canary; --") returns integer language sql as 'select 1';
create function rows_of() returns setof "tab; drop table public.canary; --" language sql as 'select null';

create table part (a integer not null, b text default 'x', c integer, constraint positive check (a > 0))
    partition by range (a, lower(b));
create table "part 1" (c integer, b text default 'other', a integer not null, constraint positive check (a > 0));
alter table part attach partition "part 1" for values from (1, 'it''s') to (10, maxvalue);
create table part_rest partition of part default partition by list (c);
create table part_null partition of part_rest for values in (null, 1);
create table part_hashed partition of part_rest default partition by hash (a);
create table part_hash_0 partition of part_hashed for values with (modulus 2, remainder 0);
create table part_hash_1 partition of part_hashed (constraint own check (b <> 'y'))
    for values with (modulus 2, remainder 1);
create index part_lookup on part (a, lower(b), c);
create index on part (b);
create table keyed (id integer primary key, other integer, unique (id, other)) partition by hash (id);
create table keyed_0 partition of keyed for values with (modulus 2, remainder 0);
create table keyed_1 partition of keyed for values with (modulus 2, remainder 1);
alter table part add foreign key (c) references keyed;
create table refers (id integer references keyed on delete cascade, a integer);

create table parent (a integer not null, b text default 'p', late integer default 4, constraint up check (a > 0));
create table other_parent (b text, d integer);
create table child (c integer) inherits (parent, other_parent);
alter table child alter b set default 'c', add constraint up check (a > 0);
create table joined (b text, late integer, a integer not null, constraint up check (a > 0));
alter table joined inherit parent;
create table typed of "com, posite" (a with options default 1 not null, primary key (a));

create view "vi""ew; --" with (security_barrier) as
    select t."id%s" as "select", t."new
line", '; drop table public.canary; --' as "$$" from "tab; drop table public.canary; --" t
    where t.number > 0;
comment on view "vi""ew; --" is 'a view';
comment on column "vi""ew; --"."$$" is 'its column';
alter view "vi""ew; --" alter column "select" set default 7;
create view grouped as select "id%s", number from "tab; drop table public.canary; --" group by "id%s";
create view checked as select a from parent where a > 1 with local check option;
create recursive view numbers(n) as values (1) union all select n + 1 from numbers where n < 3;
create materialized view "mat%view" with (fillfactor = 70) as select count(*) as n from "vi""ew; --";
create unique index "mat index" on "mat%view" (n);
comment on index "mat index" is 'of rows';
create materialized view empty as select n from "mat%view" with no data;
create function rows_of_view() returns setof "vi""ew; --" language sql as 'select null';
create view on_function as select * from rows_of_view();

create rule "ru""le; --" as on delete to parent where old.a = 3 do instead nothing;
alter table parent disable rule "ru""le; --";
create trigger "trig; --" before update of a on parent for each row when (new.a > 0)
    execute function "trig%s"('it''s', '; drop table public.canary; --');
alter table parent enable always trigger "trig; --";
comment on trigger "trig; --" on parent is 'fires';
create constraint trigger constrained after insert on parent deferrable initially deferred
    for each row execute function "trig%s"();
create trigger of_parts after insert on part for each row execute function "trig%s"();
alter table "part 1" disable trigger of_parts;
create trigger instead instead of insert on "vi""ew; --" for each row execute function "trig%s"();
create policy "pol""icy; --" on parent as restrictive for update to public using (a > 0) with check (b <> ';');
comment on policy "pol""icy; --" on parent is 'a policy';
alter table parent enable row level security, force row level security;

do $$ begin
    if not exists (select from pg_roles where rolname = 'dagrunr_te"st; --') then
        create role "dagrunr_te""st; --";
    end if;
end $$;
grant select, insert (a) on parent to "dagrunr_te""st; --" with grant option;
grant usage on schema "q""uo'te" to public;
grant usage on sequence "seq; drop table public.canary; --" to "dagrunr_te""st; --";
revoke execute on function rows_of() from public;
grant execute on procedure "pro""c"(inout integer, out integer) to "dagrunr_te""st; --";
revoke usage on type "select" from public;
alter default privileges in schema "q""uo'te" grant select on tables to "dagrunr_te""st; --";
alter table child owner to "dagrunr_te""st; --";
alter function state(integer, integer) owner to "dagrunr_te""st; --";

create publication "pub; --" for table only parent (a, b) where (a > 5)
    with (publish = 'insert, delete');
create publication schemas for table only child, tables in schema "q""uo'te" with (publish_via_partition_root);
create function happens() returns event_trigger language plpgsql as 'begin end';
create event trigger "ev%ent" on ddl_command_end when tag in ('CREATE SEQUENCE') execute function happens();
alter event trigger "ev%ent" enable replica;

insert into parent (a) values (7);
insert into child (a, c) values (8, 9);
insert into joined (a) values (9);
insert into keyed select i, i from generate_series(1, 9) i;
insert into part values (1, 'it''s', 1), (20, 'b', 2), (21, 'c', 3), (22, 'd', null);
insert into refers values (1, 1);
refresh materialized view "mat%view";
reset search_path;
reset check_function_bodies;
