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
    private static final String TYPES = """
            create extension hstore;
            create extension citext;
            create type mood as enum ('sad', 'ok', 'very, "happy"');
            create domain positive as numeric check (value > 0);
            create type pair as (a int, b text);
            create type nested as (p pair, d positive);
            create type textrange as range (subtype = text);
            create table target_of_reg (i int);
            """;

    private static final String ANIMALS = """
            create table zoo (
                id int primary key,
                i2 smallint, i4 int, i8 bigint, num numeric, num_cut numeric(10, 2), f4 real, f8 float8,
                yes boolean, txt text, vc varchar(10), ch char(5), one "char", nm name, bin bytea,
                d date, t time, tz timetz, ts timestamp, tstz timestamptz, iv interval,
                js json, jsb jsonb, u uuid, ip inet, net cidr, mac macaddr, mac8 macaddr8,
                bits bit(5), vbits bit varying, cash money, tsv tsvector,
                pt point, ln line, seg lseg, bx box, pth path, poly polygon, circ circle,
                r4 int4range, rts tstzrange, mr nummultirange, lsn pg_lsn, xid8 xid8, snap pg_snapshot,
                ints int[], texts text[], nums numeric[], moods mood[],
                m mood, pos positive, pr pair, hs hstore, ci citext, tr textrange)
            """;

    private static final List<String> VALUES = List.of(
            // The smallest, the most negative, the infinite.
            """
            1, -32768, -2147483648, -9223372036854775808, 'NaN', 'NaN', 'NaN', 'NaN',
            false, '', '', '', '', '', '',
            '4713-11-24 BC', '00:00', '00:00+15:59', '4713-11-24 00:00 BC', '-infinity',
            '-178000000 years -1 mons +2 days -04:05:06.789',
            '{"a": 1.10, "a":  2e400, "b": 12345678901234567890123456789.0}', '[1.10, 1e-300, -0.0]',
            '00000000-0000-0000-0000-000000000000', '::', '0.0.0.0/0', '00:00:00:00:00:00', '00:00:00:00:00:00:00:00',
            B'00000', B'', '-92233720368547758.08', '',
            '(NaN,Infinity)', '{1,-1,0}', '[(0,0),(0,0)]', '(1,1),(0,0)', '[(0,0),(1,1)]', '((0,0),(1,1))', '<(0,0),0>',
            'empty', '(,)', '{}', '0/0', '0', '10:20:10,14,15',
            '{}', '{}', '{NaN}', '{}',
            'sad', 0.0001, '(,)', '', '', 'empty'
            """,
            // The largest, and everything that means something to COPY's text form.
            """
            2, 32767, 2147483647, 9223372036854775807, ('9' || repeat('8', 999) || '.' || repeat('7', 500))::numeric,
            99999999.99, 3.4028235e38, 1.7976931348623157e308,
            true, E'\\\\N', E'\\\\.', ' x ', E'\\x7f', 'name', decode('00ff5c4e0a0d09', 'hex'),
            'infinity', '24:00', '24:00-15:59', 'infinity', '294276-12-31 23:59:59.999999+00', '178000000 years 11 mons',
            E'{"text": "\\\\u00e9\\\\n",\\n "nul": null}', '{"deep": [[[{}]]], "n": 1234567890.123456789012345678901}',
            'ffffffff-ffff-ffff-ffff-ffffffffffff', 'fe80::1/64', '2001:db8::/32', 'ff:ff:ff:ff:ff:ff',
            'ff:ff:ff:ff:ff:ff:ff:ff',
            B'11111', B'1010101010101010101', '92233720368547758.07', 'a:1A fat:2B,4C ''q''''s'':5',
            '(1e-300,-0)', '{0.1,0.2,0.3}', '[(0.1,0.2),(1e10,1)]', '(1e10,2),(0,0)', '((0,0),(1,1),(2,0))',
            '((0,0),(1,1),(2,0.30000000000000004))', '<(1.1,2.2),3.3>',
            '[-5,7)', '["2020-01-01 00:00+02",)', '{[1.5,2.25],(3,)}', 'FFFFFFFF/FFFFFFFF', '18446744073709551615',
            '10:20:',
            '[-1:1][2:3]={{1,NULL},{3,4},{5,6}}', E'{NULL,"NULL","",",","\\\\"","{}","\\\\\\\\N"}', '{1.10,-0.000}',
            '{sad,"very, \\"happy\\""}',
            'very, "happy"', 123456789.000000001, '(1,"a,""b""\\\\")', '"a,b"=>"c\\"", n=>NULL', 'CiTeXt', '[a,"b,)")'
            """,
            // Control characters, line ends, zero in its forms, spring and autumn hours.
            """
            3, 0, 0, 0, '-0.000', 0, '-0', '-0',
            null, E'tab\\there\\rCR\\nLF\\r\\n\\001\\b\\f\\v backslash \\\\ \\\\t end \\\\', E'\\r', E'\\n', 'a', ' ', '\\x',
            '2024-02-29', '23:59:59.999999', '12:00+05:30', '2021-03-28 02:30', '2021-10-31 02:30+02',
            '1 mon 2 days', 'null', 'null', gen_random_uuid(), '192.168.0.1/24', '192.168.0.0/16',
            '08:00:2b:01:02:03', '08:00:2b:01:02:03:04:05',
            B'01010', B'1', '-0.01', 'x', '(0,0)', '{1,2,3}', '[(1,2),(3,4)]', '(1,2),(0,1)', '[(1,2)]', '((1,2))',
            '<(0,0),1>', '[1,2)', '[,infinity]', '{(,)}', '16/B374D848', '1', '1:1:',
            null, null, null, null, null, 1, '(,"")', 'k=>v', 'ÄÖÜ 日本 🐘', '(,)'
            """);

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    private static Servers servers;

    @BeforeAll
    static void open() {
        servers = Servers.of(postgres.database(), postgres.createDatabase());
        // One more object on the target, so that user-defined types do not happen to have equal numbers.
        Servers.execute(servers.target(), "create type public.shift as enum ('x')");
        servers.both("set search_path to public;" + TYPES + ";" + ANIMALS);
        for (var row : VALUES) {
            Servers.execute(servers.source(), "set search_path to public; insert into zoo values (" + row + ")");
        }
        Servers.execute(servers.source(), "insert into public.zoo (id) select generate_series(4, 3000)");
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
        assertThat(move("zoo").format()).isEqualTo("binary");
        assertEqual("zoo");
    }

    @Test
    void survivesAsText() {
        Servers.execute(
                servers.source(),
                "create table public.zoo_text as select *, 'public.target_of_reg'::regclass as reg from public.zoo");
        Servers.execute(
                servers.target(),
                "create table public.zoo_text (like public.zoo)",
                "alter table public.zoo_text add reg regclass");

        assertThat(move("zoo_text").format()).isEqualTo("text");
        assertEqual("zoo_text");
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
