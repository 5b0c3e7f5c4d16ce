package dev.dagrunr.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.dagrunr.testsupport.Database;
import dev.dagrunr.testsupport.PostgresExtension;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class MaskedCopyIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.create();

    @Test
    void copiesRecentOrdersOfCustomersWhomNobodyKnows() throws InterruptedException, SQLException {
        var source = POSTGRES.createDatabase();
        var target = POSTGRES.createDatabase();
        ask(source, """
                create table customers (id int primary key, email varchar(40) unique, birthday date);
                create table orders (id int primary key, customer int references customers, placed date, note text);
                insert into customers values (1, 'Ann@example.org', '1990-01-02'), (2, null, null);
                insert into orders values (1, 1, '2023-05-06', 'x'), (2, 1, '2024-05-06', 'call Ann'), (3, 2, '2024-07-08', 'y');
                select 1
                """);
        var config = new HikariConfig();
        config.setDataSource(POSTGRES.database().dataSource());
        config.setMaximumPoolSize(24);
        try (var pool = new HikariDataSource(config)) {
            var environment =
                    Map.of("DAGRUNR_CONN_POSTGRES_SOURCE", source.uri(), "DAGRUNR_CONN_POSTGRES_TARGET", target.uri());
            assertThat(MaskedCopy.run(pool, environment, "a secret")).isTrue();
        }

        assertThat(ask(target, "select string_agg(note, ', ' order by id) from orders"))
                .isEqualTo("order of 2024-05-06, order of 2024-07-08");
        assertThat(ask(
                        target,
                        "select length(email) || ' ' || (email ~ 'example') || ' ' || (birthday is null)"
                                + " from customers where id = 1"))
                .isEqualTo("40 false true");
    }

    private static String ask(Database database, String sql) throws SQLException {
        try (var session = database.dataSource().getConnection();
                var statement = session.createStatement()) {
            statement.execute(sql);
            while (statement.getResultSet() == null) {
                statement.getMoreResults();
            }
            try (var row = statement.getResultSet()) {
                row.next();
                return row.getString(1);
            }
        }
    }
}
