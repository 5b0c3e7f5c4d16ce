package dev.dagrunr.migration.transfer;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** By what a table's rows are told apart into ranges, and the SQL for it. Immutable. */
record RowOrder(Kind kind, List<KeyColumn> columns) {
    enum Kind {
        /** By the values of a unique key. */
        KEY,
        /** By the place in the table's file. */
        PHYSICAL,
        /** Not at all: the server cannot read a range of places, so the table moves in one piece. */
        NONE
    }

    static final RowOrder PHYSICAL = new RowOrder(Kind.PHYSICAL, List.of(KeyColumn.PLACE));
    static final RowOrder NONE = new RowOrder(Kind.NONE, List.of());

    static RowOrder byKey(List<KeyColumn> columns) {
        return new RowOrder(Kind.KEY, List.copyOf(columns));
    }

    /**
     * A where clause for the rows after one place and up to another, or nothing when both ends are open. No row is at the
     * place {@code (n,0)}, so for places it makes no difference to which range the bound itself belongs.
     */
    String where(List<String> after, List<String> upTo) {
        var conditions = IntStream.of(0, 1)
                .mapToObj(end -> end == 0 ? bound(">", after) : bound("<=", upTo))
                .filter(condition -> !condition.isEmpty())
                .collect(Collectors.joining(" and "));
        return conditions.isEmpty() ? "" : " where " + conditions;
    }

    String orderBy() {
        return " order by " + names();
    }

    String names() {
        return columns.stream().map(KeyColumn::expression).collect(Collectors.joining(", "));
    }

    /** The columns' text forms, named k1, k2 and so on. */
    String texts() {
        return IntStream.range(0, columns.size())
                .mapToObj(i -> columns.get(i).asText() + " as k" + (i + 1))
                .collect(Collectors.joining(", "));
    }

    private String bound(String operator, List<String> values) {
        if (values.isEmpty()) {
            return "";
        }
        if (values.size() != columns.size()) {
            throw new TransferException(
                    TransferErrorCode.TARGET_NOT_AS_LEFT,
                    "A bound of " + values.size() + " values does not fit a key of " + columns.size()
                            + " columns; the table's key was changed since the transfer was planned");
        }
        if (columns.size() == 1) {
            return columns.get(0).compare(operator, values.get(0));
        }
        if (columns.stream().allMatch(KeyColumn::builtIn)) {
            return rowComparison(operator, values);
        }
        // A row comparison finds its operators by the search path, which does not hold an extension's; the plain
        // comparison of the first column lets the index serve.
        var first = columns.get(0).compare(operator.equals(">") ? ">=" : "<=", values.get(0));
        var greater = greater(values, 0);
        return first + " and " + (operator.equals(">") ? greater : "not " + greater);
    }

    private String rowComparison(String operator, List<String> values) {
        var left = "(" + names() + ")";
        var right = IntStream.range(0, columns.size())
                .mapToObj(i -> columns.get(i).value(values.get(i)))
                .collect(Collectors.joining(", ", "(", ")"));
        return left + " " + operator + " " + right;
    }

    private String greater(List<String> values, int from) {
        var column = columns.get(from);
        var here = column.compare(">", values.get(from));
        return from == columns.size() - 1
                ? "(" + here + ")"
                : "(" + here + " or (" + column.compare("=", values.get(from)) + " and " + greater(values, from + 1)
                        + "))";
    }
}
