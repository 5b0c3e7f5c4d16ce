package dev.dagrunr.dashboard.internal.cli;

import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** Aligned columns under upper-case headers; numbers to the right. Narrower than wanted, the widest columns are cut. */
record TextTable(List<String> columns, List<List<String>> rows) {
    private static final String GAP = "  ";
    private static final int MIN_WIDTH = 6;
    private static final String NUMBER = "-?[\\d,]*\\.?\\d+( ?%)?";

    String fittedInto(OptionalInt width) {
        if (rows.isEmpty()) {
            return "none\n";
        }
        var widths = naturalWidths();
        width.ifPresent(limit -> narrow(widths, limit));
        var text = new StringBuilder();
        line(
                text,
                columns.stream().map(column -> column.toUpperCase(Locale.ROOT)).toList(),
                widths);
        for (var row : rows) {
            line(text, row, widths);
        }
        return text.toString();
    }

    private int[] naturalWidths() {
        return IntStream.range(0, columns.size())
                .map(column -> Math.max(
                        length(columns.get(column)),
                        rows.stream()
                                .mapToInt(row -> length(row.get(column)))
                                .max()
                                .orElse(0)))
                .toArray();
    }

    private static void narrow(int[] widths, int limit) {
        var room = limit - GAP.length() * (widths.length - 1);
        while (IntStream.of(widths).sum() > room) {
            var widest = IntStream.range(0, widths.length)
                    .reduce((left, right) -> widths[right] > widths[left] ? right : left)
                    .orElseThrow();
            if (widths[widest] <= MIN_WIDTH) {
                return;
            }
            widths[widest]--;
        }
    }

    private void line(StringBuilder text, List<String> cells, int[] widths) {
        var line = new StringBuilder();
        for (var column = 0; column < widths.length; column++) {
            var cell = cut(cells.get(column), widths[column]);
            var padding = " ".repeat(widths[column] - length(cell));
            line.append(column == 0 ? "" : GAP).append(isNumeric(column) ? padding + cell : cell + padding);
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }

    private boolean isNumeric(int column) {
        return rows.stream().map(row -> row.get(column)).allMatch(cell -> cell.isEmpty() || cell.matches(NUMBER));
    }

    private static String cut(String cell, int width) {
        return length(cell) <= width ? cell : cell.substring(0, cell.offsetByCodePoints(0, width - 1)) + "…";
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
