package dev.dagrunr.migration.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dagrunr.testsupport.PostgresExtension;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Values that a migration likes to alter. Every one must read the same on both sides afterwards. */
class ValueZooIT {
    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    private static Servers servers;

    private static Zoo zoo;

    @BeforeAll
    static void open() {
        servers = Servers.of(postgres.database(), postgres.createDatabase());
        zoo = Zoo.open(servers);
    }

    @AfterAll
    static void close() {
        servers.close();
    }

    private static TransferResult move(String table) {
        return servers.transfer().run(servers.load(table, "id"), new Attempt("run", 1), TransferListener.SILENT);
    }

    private static void assertEqual(String table) {
        assertThat(servers.checksums(table)).matches(report -> report.passed(), "equal");
    }

    @Test
    void survivesInBinary() {
        for (var table : zoo.tables()) {
            assertThat(zoo.move(table)).as(table).isEqualTo("binary");
            zoo.assertSame(table);
        }
    }

    @Test
    void survivesAsText() {
        for (var table : zoo.tables()) {
            assertThat(zoo.move(Zoo.twin(table))).as(table).isEqualTo("text");
            zoo.assertSame(Zoo.twin(table));
        }
    }

    @Test
    void sendsAnEnumAsTextWhoseLabelsTheTargetLacks() {
        var listener = new RecordingListener();
        Servers.execute(
                servers.source(),
                "create type public.level as enum ('low', 'high', 'odd')",
                "create table public.leveled (id int primary key, l public.level[])",
                "insert into public.leveled values (1, '{low,high}')");
        Servers.execute(
                servers.target(),
                "create type public.level as enum ('high', 'low')",
                "create table public.leveled (id int primary key, l public.level[])");

        var result = servers.transfer().run(servers.load("leveled", "id"), new Attempt("run", 1), listener);

        assertThat(result.format()).isEqualTo("text");
        assertThat(listener.lines)
                .anyMatch(line -> line.endsWith("can have a label that the target does not know, 'odd'"));
        assertEqual("leveled");
    }

    @Test
    void sendsTypesAsTextThatBinaryWouldAlterOrRefuse() {
        var listener = new RecordingListener();
        servers.both("""
                set search_path to public;
                create domain relations as regclass[];
                create table objects (id int primary key, r relations);
                create table nests (id int primary key, n nested);
                create table searches (id int primary key, q tsquery[]);
                create table rights (id int primary key, a aclitem[]);
                create table documents (id int primary key, x xml)
                """);
        Servers.execute(servers.source(), """
                set search_path to public;
                insert into objects values (1, '{target_of_reg,pg_class}');
                insert into searches values (1, array['', '!fat & (rat | c:*A)']::tsquery[]);
                insert into nests values (1, '("(1,x)",2)');
                insert into rights select 1, array['postgres=r/' || current_user]::aclitem[] where false;
                insert into documents values (1, E'\\n\\n<?x y?><a/>'), (2, '<?xml version="1.0" encoding="LATIN1"?><ä/>')
                """);

        for (var table : List.of("objects", "nests", "searches", "rights", "documents")) {
            var result = servers.transfer().run(servers.load(table, "id"), new Attempt("run", 1), listener);
            assertThat(result.format()).as(table).isEqualTo("text");
            assertEqual(table);
        }
        assertThat(listener.lines)
                .anyMatch(line -> line.contains("column r of type public.relations is sent in binary as an object's"));
        var stored = "select string_agg(x::text, '|' order by id) from public.documents";
        assertThat(Servers.ask(servers.target(), stored)).isEqualTo(Servers.ask(servers.source(), stored));
    }

    @Test
    void letsTheTargetParseATypeThatIsAnotherThere() {
        Servers.execute(
                servers.source(),
                "create table public.widened (id int primary key, n int)",
                "insert into public.widened values (1, 5)");
        Servers.execute(servers.target(), "create table public.widened (id bigint primary key, n numeric)");

        assertThat(move("widened").format()).isEqualTo("text");
        assertEqual("widened");
    }
}
