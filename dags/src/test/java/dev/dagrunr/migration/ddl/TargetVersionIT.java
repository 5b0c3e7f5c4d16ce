package dev.dagrunr.migration.ddl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dagrunr.migration.schema.SchemaReader;
import dev.dagrunr.migration.schema.Selection;
import dev.dagrunr.migration.schema.SourceSchema;
import dev.dagrunr.testsupport.PostgresExtension;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TargetVersionIT {
    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    private static SourceSchema source;

    @BeforeAll
    static void createSource() throws SQLException {
        try (var connection = postgres.database().dataSource().getConnection()) {
            assumeTrue(connection.getMetaData().getDatabaseMajorVersion() >= 18, "the server is older than 18");
            try (var statement = connection.createStatement()) {
                statement.execute("""
                        create type span as range (subtype = integer, multirange_type_name = spans);
                        create collation ruled (provider = icu, locale = 'und', rules = '&a < g');
                        create collation built (provider = builtin, locale = 'C');
                        create function standard(integer) returns integer language sql return $1 + 1;
                        create function plain(integer) returns integer language sql as 'select $1 /* return */';
                        create procedure outs(a integer, out b integer) language plpgsql as 'begin b := a; end';
                        create unlogged sequence fleeting;
                        create table gen (id integer, twice integer generated always as (id * 2) virtual,
                            during int4multirange, body text compression pglz, key int4range, period int4range,
                            primary key (key, period without overlaps), unique nulls not distinct (body),
                            check (id > 0) not enforced, "virtual" text default ') virtual');
                        alter table gen add constraint later not null body not valid;
                        create table parts (id integer generated always as identity, a integer) partition by list (id);
                        alter table parts add exclude using btree (id with =);
                        create table other (id integer primary key, x integer, unique (id, x));
                        create table child (a integer, b integer,
                            foreign key (a, b) references other (id, x) on delete set null (b));
                        create view invoker with (security_invoker) as select 1 as a;
                        create statistics stats on (a + 1), b from child;
                        alter statistics stats set statistics 7;
                        create statistics columns on a, b from child;
                        grant maintain on child to public;
                        """);
            }
            source = new SchemaReader().read(connection, Selection.ofSchemas("*"));
        }
    }

    @Test
    void namesEachObjectThatAnOlderTargetCannotExpress() {
        assertThat(problems(120_000))
                .containsExactlyInAnyOrder(
                        "Type public.span has a multirange (of PostgreSQL 14)",
                        "Collation public.ruled has rules (of PostgreSQL 16)",
                        "Collation public.built has the provider builtin (of PostgreSQL 17)",
                        "Function public.standard(integer) has a body of standard SQL (of PostgreSQL 14)",
                        "Procedure public.outs(IN a integer, OUT b integer) has an OUT parameter (of PostgreSQL 14)",
                        "Sequence public.fleeting has an unlogged sequence (of PostgreSQL 15)",
                        "Table public.gen has a virtual generated column (of PostgreSQL 18)",
                        "Table public.gen has a multirange column (of PostgreSQL 14)",
                        "Table public.gen has column compression (of PostgreSQL 14)",
                        "Primary key gen_pkey to public.gen has a temporal key (of PostgreSQL 18)",
                        "Index gen_body_key on public.gen has NULLS NOT DISTINCT (of PostgreSQL 15)",
                        "Constraint gen_id_check to public.gen has a constraint that is not enforced (of PostgreSQL 18)",
                        "Constraint later to public.gen has a not-null constraint of its own (of PostgreSQL 18)",
                        "Table public.parts has an identity column although it is partitioned (of PostgreSQL 17)",
                        "Foreign key child_a_b_fkey to public.child has ON DELETE SET of some columns (of PostgreSQL 15)",
                        "View public.invoker has security_invoker (of PostgreSQL 15)",
                        "Statistics object public.stats has statistics over an expression (of PostgreSQL 14)",
                        "Statistics object public.stats has a statistics target (of PostgreSQL 13)",
                        "Grants on table public.child has MAINTAIN (of PostgreSQL 17)",
                        "The partitioned table public.parts has the exclusion constraint parts_id_excl");
    }

    @Test
    void asksNothingOfATargetThatIsAsNew() {
        assertThat(TargetVersion.problems(source, ddl(), source.serverVersion(), true))
                .isEmpty();
    }

    @Test
    void asksOnlyForWhatTheTargetLacks() {
        assertThat(problems(170_000)).hasSize(4).allMatch(problem -> problem.contains("PostgreSQL 18"));
    }

    private static List<String> problems(int target) {
        return TargetVersion.problems(source, ddl(), target, true).stream()
                .map(problem -> problem.replaceFirst(", which PostgreSQL \\d+ of the target cannot express$", ""))
                .toList();
    }

    private static TargetDdl ddl() {
        return new TargetDdl(SchemaMapping.same(), source.extensions());
    }
}
