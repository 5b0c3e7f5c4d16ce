package dev.dagrunr.migration.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dagrunr.migration.transform.Masks;
import dev.dagrunr.migration.transform.Normalizations;
import dev.dagrunr.migration.transform.Transformers;
import dev.dagrunr.testsupport.PostgresExtension;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TransformIT {
    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    private static Servers servers;

    @BeforeAll
    static void open() {
        servers = Servers.of(postgres.database(), postgres.createDatabase());
    }

    @AfterAll
    static void close() {
        servers.close();
    }

    private static TransferResult move(String table, Transformers transformers, TransferListener listener) {
        return new Transfer(servers.connections(), transformers)
                .run(servers.load(table, "id"), new Attempt("run", 1), listener);
    }

    @Test
    void changesColumnsAndThenRows() {
        servers.both(
                "create table public.people (id int primary key, email text, name varchar(20), country text, n int)");
        Servers.execute(
                servers.source(),
                "insert into public.people values (1, 'A@X.org', E'tab\\t\\\\N', 'de', 1), (2, null, E'\\\\N', 'fr', null)");
        var listener = new RecordingListener();

        var result = move(
                "people",
                Transformers.none()
                        .withColumn(
                                "*", "email", (value, column) -> value == null ? null : value.toLowerCase(Locale.ROOT))
                        .withColumn(
                                "public.people",
                                "na*",
                                (value, column) -> value + "/" + column.type().length())
                        .withRows("people", row -> row.set("country", row.value("email") + "\t" + row.value("name"))),
                listener);

        assertThat(result.format()).isEqualTo("text");
        assertThat(listener.lines).anyMatch(line -> line.endsWith("in text, because transformers change its values"));
        var all =
                "select string_agg(translate(concat_ws('|', email, name, country, n), E'\\t', '>'), ' ' order by id) from ";
        assertThat(Servers.ask(servers.target(), all + "public.people"))
                .isEqualTo("a@x.org|tab>\\N/21|a@x.org>tab>\\N/21|1 \\N/21|null>\\N/21");
    }

    @Test
    void masksValuesSoThatJoinsHold() {
        servers.both(
                "create table public.secrets (id int primary key, a text, b varchar(10), u uuid, c text, gone text)");
        Servers.execute(
                servers.source(),
                "insert into public.secrets select i, 'same', 'same', gen_random_uuid(), 'x', 'y' from generate_series(1, 3) i",
                "insert into public.secrets (id) values (4)");

        move(
                "secrets",
                Transformers.none()
                        .withEnvironment(Map.of("DAGRUNR_MASK_KEY", "key"))
                        .withNamed(Map.of("secrets.a", "hash", "*.b", "hash", "*.u", "hash", "*.gone", "null"))
                        .withColumn("secrets", "c", Masks.constant("***")),
                TransferListener.SILENT);

        assertThat(Servers.ask(
                        servers.target(), """
                        select count(distinct a) || ' ' || min(length(a)) || ' ' || min(left(a, 10) = b::text)::text || ' '
                               || count(distinct u) || ' ' || count(gone) || ' ' || string_agg(c, '')
                          from public.secrets
                        """.replace("min(left(a, 10) = b::text)", "bool_and(left(a, 10) = b::text)")))
                .isEqualTo("1 64 true 3 0 *********");
    }

    @Test
    void normalizesAsOldPipelinesDoWhenAskedTo() {
        servers.both("""
                create table public.odd (id int primary key, f float8, n numeric, d date, ts timestamptz, t time, iv interval,
                    raw bytea, s text)
                """);
        Servers.execute(servers.source(), """
                insert into public.odd values
                    (1, 'NaN', '-Infinity', 'infinity', '-infinity', '24:00', '1 year 2 mons 3 days 04:05:06', '\\xff', '\\N'),
                    (2, 1.5, 2, '2020-02-29', '2020-01-01 00:00+00', '23:59', '-1 mon', '\\xc3a4', 'N')
                """);

        move(
                "odd",
                Transformers.none()
                        .withColumn("odd", "f", Normalizations.notFiniteToNull())
                        .withNamed(Map.of(
                                "odd.n", "not_finite_to_null",
                                "odd.d", "infinite_dates_to_limits",
                                "odd.ts", "infinite_dates_to_limits",
                                "odd.t", "end_of_day_to_midnight",
                                "odd.iv", "months_to_days",
                                "odd.raw", "bytes_not_utf8_to_null",
                                "odd.s", "backslash_n_to_null")),
                TransferListener.SILENT);

        assertThat(Servers.ask(servers.target(), """
                        select string_agg(concat_ws(' ', f, n, d, (ts at time zone 'UTC')::date, t, iv, raw, s), '|' order by id)
                          from public.odd
                        """))
                .isEqualTo("9999-12-31 0001-01-01 00:00:00 428 days 04:05:06"
                        + "|1.5 2 2020-02-29 2020-01-01 23:59:00 -30 days \\xc3a4 N");
    }

    @Test
    void failsTheTableWhoseTransformerFails() {
        servers.both("create table public.failing (id int primary key)");
        Servers.execute(servers.source(), "insert into public.failing values (1)");

        assertThatThrownBy(() -> move(
                        "failing",
                        Transformers.none().withRows("failing", row -> row.set("none", null)),
                        TransferListener.SILENT))
                .isInstanceOf(TransferException.class)
                .hasMessageContaining("A transformer of table public.failing has failed with ")
                .hasMessageContaining("has no column 'none'");
        assertThat(Servers.ask(servers.target(), "select count(*) from public.failing"))
                .isEqualTo("0");
    }
}
