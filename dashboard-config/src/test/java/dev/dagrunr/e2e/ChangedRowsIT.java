package dev.dagrunr.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dagrunr.dag.RunState;
import dev.dagrunr.testsupport.Database;
import dev.dagrunr.testsupport.PostgresExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Migrations that leave rows out and change values, because their conf says so. */
class ChangedRowsIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.create();

    private Database source;
    private Database target;
    private Site site;

    @BeforeEach
    void open() {
        source = POSTGRES.createDatabase();
        target = POSTGRES.createDatabase();
        Sql.run(source, """
                create table users (id int primary key, email text unique, born date, loud text generated always as
                    (upper(email)) stored);
                create table orders (id int primary key, user_id int references users, placed date);
                insert into users select i, 'u' || i || '@example.org', date '2000-01-01' + i from generate_series(1, 500) i;
                insert into orders select i, 1 + i % 500, date '2020-01-01' + i from generate_series(1, 1000) i;
                analyze;
                """);
        site = Site.open(POSTGRES.database(), Site.environment(source, target));
    }

    @AfterEach
    void close() {
        site.close();
    }

    @Test
    void movesTheRowsAndValuesThatAreWantedAndComparesThose() throws InterruptedException {
        var run = site.migrate("""
                {"row_filters": {"orders": "placed >= '2022-01-01' -- the young ones"},
                 "transform_columns": {"users.email": "null", "*.born": "null"},
                 "validation_mode": "checksum"}
                """);

        assertThat(run.state()).as(() -> Site.text(run)).isEqualTo(RunState.SUCCESS);
        assertThat(Sql.ask(target, "select count(*) || ' ' || min(placed) from orders"))
                .isEqualTo(
                        Sql.ask(source, "select count(*) || ' 2022-01-01' from orders where placed >= '2022-01-01'"));
        assertThat(Sql.ask(target, "select count(*) || ' ' || count(email) || ' ' || count(born) from users"))
                .isEqualTo("500 0 0");
        assertThat(Sql.list(POSTGRES.database(), "select message from dagrunr.task_log where message ~ 'compared'"))
                .anyMatch(line -> line.contains("compared only rows that meet the row filter"))
                .anyMatch(line -> line.contains("compared without email, born, which transformers change"));
    }

    @Test
    void refusesWhatCannotBeMeantBeforeAnythingIsChanged() throws InterruptedException {
        var run = site.migrate("""
                {"row_filters": {"orders": "place > 1", "order": "true"},
                 "transform_columns": {"users.mail": "null", "users.email": "shout"}}
                """);

        assertThat(run.state()).isEqualTo(RunState.FAILED);
        assertThat(Site.task(run, "extract_source_schema").reason())
                .contains("The row filter of table public.orders is wrong: ERROR: column \"place\" does not exist")
                .contains("No migrated table with rows of its own matches row filter 'order'")
                .contains("There is no transformer 'shout'; there are hash, constant:TEXT, backslash_n_to_null, ");
        assertThat(Sql.list(target, "select relname from pg_class where relnamespace = 'public'::regnamespace"))
                .isEmpty();
    }
}
