package dev.dagrunr.migration.validation;

import dev.dagrunr.migration.sql.QualifiedName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Counts the rows of many tables of one server by one statement, which fails as a whole. */
final class RowCounts {
    private final Question question;
    private final List<QualifiedName> tables;

    RowCounts(Question question, List<QualifiedName> tables) {
        this.question = question;
        this.tables = List.copyOf(tables);
    }

    /** In the order of the tables. */
    List<Long> count() throws SQLException {
        return question.ask(session -> {
            var partitioned = partitioned(session);
            var sql = IntStream.range(0, tables.size())
                    .mapToObj(i -> "select " + i + ", count(*)"
                            + (partitioned.contains(tables.get(i)) ? " from " : " from only ")
                            + tables.get(i).quoted())
                    .collect(Collectors.joining(" union all ", "", " order by 1"));
            var counts = new ArrayList<Long>();
            try (var statement = question.cancellable(session.createStatement());
                    var result = statement.executeQuery(sql)) {
                while (result.next()) {
                    counts.add(result.getLong(2));
                }
            }
            return counts;
        });
    }

    void cancel() {
        question.cancel();
    }

    private Set<QualifiedName> partitioned(Connection session) throws SQLException {
        var sql = """
                select n.nspname, c.relname
                  from pg_class c
                  join pg_namespace n on n.oid = c.relnamespace
                 where c.relkind = 'p' and n.nspname = any (?)
                """;
        var found = new HashSet<QualifiedName>();
        var schemas =
                tables.stream().map(table -> table.schema().name()).distinct().toArray();
        try (var statement = session.prepareStatement(sql)) {
            statement.setArray(1, session.createArrayOf("text", schemas));
            try (var result = statement.executeQuery()) {
                while (result.next()) {
                    found.add(QualifiedName.of(result.getString(1), result.getString(2)));
                }
            }
        }
        return found;
    }
}
