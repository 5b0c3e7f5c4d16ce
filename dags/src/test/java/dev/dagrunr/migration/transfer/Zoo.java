package dev.dagrunr.migration.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dagrunr.migration.connection.SessionSettings;
import dev.dagrunr.migration.sql.Identifier;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.postgresql.PGConnection;

/**
 * Values that a migration likes to alter, on a source and a target whose types have other numbers and whose enums have other
 * orders. Each table is there twice: the second has one column that forces the text format.
 */
record Zoo(Servers servers) {
    private static final String TYPES = """
            create extension hstore;
            create extension citext;
            create type mood as enum (:moods);
            create domain positive as numeric check (value > 0);
            create type pair as (a int, gone int, b text);
            alter type pair drop attribute gone;
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

    private static final String WIDE = IntStream.rangeClosed(1, 1599)
            .mapToObj(i -> "c" + i + " "
                    + List.of("int", "smallint", "boolean", "\"char\"", "real").get(i % 5))
            .collect(Collectors.joining(", "));

    private static final String WIDE_VALUES = IntStream.rangeClosed(1, 1599)
            .mapToObj(i -> List.of("i * " + i, "i", "i % 2 = 0", "chr(65 + i)::\"char\"", "-i / 7.0")
                    .get(i % 5))
            .collect(Collectors.joining(", "));

    /** @param rows statements that fill the source */
    private record Exhibit(String table, String source, String target, String rows) {
        static Exhibit of(String table, String columns, String rows) {
            return new Exhibit(table, columns, columns, rows);
        }
    }

    private static final List<Exhibit> MORE = List.of(
            Exhibit.of(
                    "wide",
                    "id int primary key, " + WIDE,
                    "insert into wide select i, " + WIDE_VALUES
                            + " from generate_series(1, 20) i; insert into wide (id) values (21)"),
            Exhibit.of("controls", "id int primary key, t text, b bytea", """
                    insert into controls
                    select i, chr(i) || repeat('x', i % 3) || chr(i), decode(lpad(to_hex(i), 2, '0'), 'hex')
                      from generate_series(1, 255) i;
                    insert into controls
                    select 300 + row_number() over (), t, convert_to(t, 'UTF8')
                      from unnest(array['\\N', '\\.', '\\', '\\\\', 'a\\', '\\n', '\\x41', '\\101', '', ' ', '.', 'NULL', '""',
                                chr(9), '\\' || chr(10), '\\' || chr(13), chr(13) || chr(10), chr(10) || '\\.' || chr(10),
                                '\\' || chr(9), U&'\\+01F418', repeat('\\', 70000), repeat(chr(10), 70000),
                                chr(8232), chr(65279)]) t
                    """),
            new Exhibit("kept", """
                    gone int, id bigint generated always as identity primary key, gone2 text, base int not null,
                    doubled int generated always as (base * 2) stored, gone3 mood, t text default 'x'
                    """, """
                    t text default 'x', id bigint generated always as identity primary key,
                    doubled int generated always as (base * 2) stored, base int not null
                    """, """
                    alter table kept drop column gone, drop column gone2, drop column gone3;
                    insert into kept (id, base, t) overriding system value
                    select 3000000000 + i, i, nullif(i % 3, 0)::text from generate_series(1, 50) i
                    """),
            Exhibit.of("numbers", "id int primary key, num numeric, f8 float8, f4 float4, iv interval, jsb jsonb", """
                    insert into numbers (id, num)
                    select row_number() over (), n::numeric
                      from unnest(array['NaN', 'Infinity', '-Infinity', '-0', '0.0', '1e-16383', '-1e131071', '1.0000', '1e20',
                                        '0.1', '0.' || repeat('0', 998) || '1']) n;
                    insert into numbers (id, f8, f4)
                    select 200 + row_number() over (), f8::float8, f4::float4
                      from unnest(array['5e-324', '-5e-324', '1.7976931348623157e308', '-0', 'NaN', 'Infinity', '0.1', '1e15'],
                                  array['1e-45', '-1e-45', '3.4028235e38', '-0', 'NaN', '-Infinity', '0.1', '16777217'])
                           as v(f8, f4);
                    insert into numbers (id, iv)
                    select 300 + row_number() over (), i::interval
                      from unnest(array['0', '-1 mon +1 day', '1 mon -1 day', '1 day -24:00:00', '178000000 years',
                                        '00:00:00.000001', '-00:00:00.000001', '2147483647 days', '-2147483648 days',
                                        '1 year 2 mons 3 days 04:05:06.7']) i;
                    insert into numbers (id, jsb)
                    select 400 + row_number() over (), j::jsonb
                      from unnest(array['1', '1.0', '1.10', '-0', '-0.0', '1e400', '1E-400',
                                        '123456789012345678901234567890.123', '"\\u0001"',
                                        '{"b": 1, "a": {"b": [1.0, null, true]}}', '[]', '{}', '""']) j
                    """),
            Exhibit.of("owned", """
                    id int primary key, m mood, ms mood[], p positive, ps positive[], pr pair, prs pair[], tr textrange,
                    trs textrange[], docs jsonb[], boxes box[], rs int4range[], mrs nummultirange[], tss tstzrange[],
                    deep int[][][]
                    """, """
                    insert into owned values
                        (1, 'sad', '{ok,NULL,"very, \\"happy\\""}', 0.10, '{1.00}', '(1,"a""x")',
                         array[row(1, 'x'), null, row(null, null)]::pair[], '[a,"b,)")', '{empty,"[x,)"}', array['1.0', null]::jsonb[],
                         '{(1,1),(0,0);(2,2),(1,1)}', array['empty', '(,)', '[1,2)']::int4range[],
                         array['{}', '{(,1),[2,3]}']::nummultirange[],
                         array['["infinity",]', '[-infinity,infinity)']::tstzrange[], '{{{1,2},{3,NULL}},{{5,6},{7,8}}}'),
                        (2, 'ok', '{}', null, '{}', null, '{}', null, '{}', '{}', '{}', '{}', '{}', '{}', '{}'),
                        (3, 'very, "happy"', null, null, null, null, null, null, null, null, null, null, null, null,
                         '[5:5][-3:-3][0:0]={{{NULL}}}')
                    """),
            Exhibit.of("extended", "id int primary key, hs hstore[], ci citext[], ivs interval[]", """
                    insert into extended values
                        (1, array['a=>NULL', '']::hstore[], array['Ä', '']::citext[], array['1 mon', '-1 day']::interval[]),
                        (2, '{}', '{}', '{}'), (3, null, null, null)
                    """));

    /** Tables that every server from 14 on reads from any other in binary. */
    static final List<String> BINARY_EVERYWHERE = List.of("wide", "controls", "kept", "owned");

    private static final String PATH = "set search_path to public;";

    /** Fills the source and makes the tables of the target. */
    static Zoo open(Servers servers) {
        // One more object on the target, so that user-defined types do not happen to have equal numbers.
        Servers.execute(servers.target(), "create type public.shift as enum ('x')");
        Servers.execute(servers.source(), PATH + TYPES.replace(":moods", "'sad', 'ok', 'very, \"happy\"'"));
        Servers.execute(servers.target(), PATH + TYPES.replace(":moods", "'very, \"happy\"', 'new', 'ok', 'sad'"));
        servers.both(PATH + ANIMALS);
        for (var row : VALUES) {
            Servers.execute(servers.source(), PATH + "insert into zoo values (" + row + ")");
        }
        Servers.execute(servers.source(), "insert into public.zoo (id) select generate_series(4, 3000)");
        for (var each : MORE) {
            Servers.execute(
                    servers.source(),
                    PATH + "create table " + each.table() + " (" + each.source() + ");" + each.rows());
            Servers.execute(servers.target(), PATH + "create table " + each.table() + " (" + each.target() + ")");
        }
        var zoo = new Zoo(servers);
        zoo.tables().forEach(zoo::addTextTwin);
        return zoo;
    }

    List<String> tables() {
        return Stream.concat(Stream.of("zoo"), MORE.stream().map(Exhibit::table))
                .toList();
    }

    static String twin(String table) {
        return table + "_text";
    }

    private void addTextTwin(String table) {
        var columns = servers.columns(table);
        // a table has no more than 1600 columns
        var kept = columns.size() < 1600 ? columns : columns.subList(0, 1599);
        var twin = "create table " + twin(table) + " as select " + list(kept) + ", ''::tsquery as q from " + table;
        Servers.execute(servers.source(), PATH + twin);
        Servers.execute(servers.target(), PATH + twin + " limit 0");
    }

    /** @return the format */
    String move(String table) {
        return servers.transfer()
                .run(servers.load(table, "id"), new Attempt("run", 1), TransferListener.SILENT)
                .format();
    }

    /** Byte for byte what both servers write: all columns as text, and those of built-in types in binary as well. */
    void assertSame(String table) {
        for (var copy : List.of(
                "(select " + list(servers.columns(table)) + " from public." + table + " order by id) to stdout",
                "(select " + list(builtIn(table)) + " from public." + table
                        + " order by id) to stdout (format binary)")) {
            assertThat(digest("to", copy))
                    .as(table + ": " + copy.substring(copy.length() - 40))
                    .isEqualTo(digest("from", copy));
        }
        var none = "select count(*) from public." + table;
        assertThat(Servers.ask(servers.target(), none)).isNotEqualTo("0");
    }

    /** An array or a composite of the user's types is sent with their numbers, which differ. */
    private List<String> builtIn(String table) {
        var own = Servers.ask(servers.source(), """
                select coalesce(string_agg(attname, ','), '')
                  from pg_attribute where attrelid = 'public.%s'::regclass and attnum > 0 and atttypid >= 10000
                """.formatted(table));
        return servers.columns(table).stream()
                .filter(column -> !List.of(own.split(",")).contains(column))
                .toList();
    }

    private static String list(List<String> columns) {
        return columns.stream().map(column -> new Identifier(column).quoted()).collect(Collectors.joining(", "));
    }

    private String digest(String connectionId, String copy) {
        try (var session = servers.connections().open(connectionId, SessionSettings.reading("zoo"));
                var out =
                        new DigestOutputStream(OutputStream.nullOutputStream(), MessageDigest.getInstance("SHA-256"))) {
            session.unwrap(PGConnection.class).getCopyAPI().copyOut("copy " + copy, out);
            return HexFormat.of().formatHex(out.getMessageDigest().digest());
        } catch (SQLException | IOException | NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
