package dev.dagrunr.e2e;

import dev.dagrunr.testsupport.Database;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;

/** What tables hold, without regard to the order of rows: a count and an MD5 over every column of every row. */
final class Checksums {
    private Checksums() {}

    /** By table name, of all ordinary tables of a schema. */
    static Map<String, String> of(Database database, String schema) {
        try (var session = database.dataSource().getConnection();
                var settings = session.createStatement()) {
            settings.execute("set timezone to 'UTC'; set extra_float_digits to 3; set search_path to ''");
            var sums = new TreeMap<String, String>();
            try (var tables = session.prepareStatement("""
                    select c.relname, format(
                               'select count(*) || %L || coalesce(md5(string_agg(md5(t::text), %L order by md5(t::text)'
                               ' collate pg_catalog."C")), %L) from only %I.%I t',
                               ' rows ', '', '-', n.nspname, c.relname)
                    from pg_class c join pg_namespace n on n.oid = c.relnamespace
                    where n.nspname = ? and c.relkind = 'r'
                    """)) {
                tables.setString(1, schema);
                try (var table = tables.executeQuery()) {
                    while (table.next()) {
                        try (var sum = settings.executeQuery(table.getString(2))) {
                            sum.next();
                            sums.put(table.getString(1), sum.getString(1));
                        }
                    }
                }
            }
            return sums;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
