package dev.dagrunr.engine.internal.job;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.dagrunr.testsupport.Database;

/** Pooled connections to a test's database, with the patience of a test. */
final class Pool {

    private Pool() {}

    static HikariDataSource of(Database database, int size) {
        var config = new HikariConfig();
        config.setDataSource(database.dataSource());
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(2_000);
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }
}
