package dev.dagrunr.migration.ddl;

import dev.dagrunr.migration.ddl.DdlStatement.Condition;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Asks a server which of many conditions hold: those of the same text in one query, planned once. */
final class Conditions {
    private Conditions() {}

    /** In the order of the statements; a statement without a condition counts as one whose effect is not there. */
    static List<Boolean> held(Connection session, List<DdlStatement> statements) throws SQLException {
        var held = new Boolean[statements.size()];
        Arrays.fill(held, false);
        Map<String, List<Integer>> alike = new LinkedHashMap<>();
        for (int i = 0; i < statements.size(); i++) {
            var condition = statements.get(i).unless();
            if (condition != null) {
                alike.computeIfAbsent(condition.sql(), sql -> new ArrayList<>()).add(i);
            }
        }
        for (var entry : alike.entrySet()) {
            ask(session, entry.getKey(), entry.getValue(), statements, held);
        }
        return List.of(held);
    }

    private static void ask(
            Connection session, String sql, List<Integer> places, List<DdlStatement> statements, Boolean[] held)
            throws SQLException {
        var conditions = places.stream()
                .flatMap(place -> Stream.ofNullable(statements.get(place).unless()))
                .toList();
        int parameters = conditions.get(0).parameters().size();
        try (var query = session.prepareStatement(together(sql, parameters))) {
            query.setArray(1, session.createArrayOf("int", places.toArray()));
            bind(session, query, conditions, parameters);
            try (var rows = query.executeQuery()) {
                while (rows.next()) {
                    held[rows.getInt(1)] = rows.getBoolean(2);
                }
            }
        }
    }

    private static void bind(Connection session, PreparedStatement query, List<Condition> conditions, int parameters)
            throws SQLException {
        for (int i = 0; i < parameters; i++) {
            int parameter = i;
            var values = conditions.stream()
                    .map(condition -> condition.parameters().get(parameter))
                    .toArray();
            query.setArray(i + 2, session.createArrayOf("text", values));
        }
    }

    /** Each question mark of the condition becomes a column of a row of parameters. */
    private static String together(String sql, int parameters) {
        var condition = new StringBuilder();
        int parameter = 0;
        for (int i = 0; i < sql.length(); i++) {
            if (sql.charAt(i) == '?') {
                condition.append("asked.p").append(++parameter);
            } else {
                condition.append(sql.charAt(i));
            }
        }
        var columns =
                IntStream.rangeClosed(1, parameters).mapToObj(i -> ", p" + i).collect(Collectors.joining());
        return "select asked.place, (" + condition + ") from unnest(?::int[]" + ", ?::text[]".repeat(parameters)
                + ") as asked(place" + columns + ")";
    }
}
