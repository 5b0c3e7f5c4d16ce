package dev.dagrunr.testsupport;

/** Creates and drops databases of one server. Names are ours and plain, never a test's input. */
final class Databases {

    private Databases() {}

    static Database create(Database maintenance, String name) {
        Sql.execute(
                maintenance.dataSource(),
                "create database %s template template0 encoding 'UTF8'".formatted(name),
                "alter database %s set timezone to '%s'".formatted(name, PostgresServer.TIME_ZONE));
        return maintenance.named(name);
    }

    static void drop(Database maintenance, Database database) {
        Sql.execute(maintenance.dataSource(), "drop database if exists %s with (force)".formatted(database.name()));
    }
}
