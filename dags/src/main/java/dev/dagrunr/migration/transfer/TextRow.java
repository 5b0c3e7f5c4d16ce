package dev.dagrunr.migration.transfer;

import dev.dagrunr.migration.transform.Row;
import dev.dagrunr.migration.transform.SourceColumn;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row in COPY's text format, as a server writes it: tabs between values, {@code \N} for NULL, and one of {@code \b \f \n \r
 * \t \v \\} for a character that means something. Values that nobody sets are forwarded as they came. Confined to one thread.
 */
final class TextRow implements Row {
    private static final String ESCAPED = "\b\f\n\r\t\u000b\\";
    private static final String LETTERS = "bfnrtv\\";

    private final List<SourceColumn> columns;
    private final Map<String, Integer> places = new HashMap<>();
    private final int[] starts;
    private final boolean[] changed;
    private final @Nullable String[] values;
    private byte[] line = {};

    TextRow(List<SourceColumn> columns) {
        this.columns = columns;
        this.starts = new int[columns.size() + 1];
        this.changed = new boolean[columns.size()];
        this.values = new String[columns.size()];
        for (var i = 0; i < columns.size(); i++) {
            places.put(columns.get(i).name(), i);
        }
    }

    /** @param row with the line break at its end */
    void read(byte[] row) {
        line = row;
        var column = 0;
        for (var i = 0; i < row.length - 1; i++) {
            if (row[i] == '\t') {
                starts[++column] = i + 1;
            }
        }
        if (column != columns.size() - 1) {
            throw new IllegalStateException("A row of " + columns.size() + " columns came with " + (column + 1));
        }
        starts[columns.size()] = row.length;
        for (var i = 0; i < changed.length; i++) {
            changed[i] = false;
            values[i] = null;
        }
    }

    void write(ByteArrayOutputStream out) {
        for (var i = 0; i < columns.size(); i++) {
            if (changed[i]) {
                writeValue(values[i], out);
                out.write(i == columns.size() - 1 ? '\n' : '\t');
            } else {
                out.write(line, starts[i], starts[i + 1] - starts[i]);
            }
        }
    }

    @Override
    public List<SourceColumn> columns() {
        return columns;
    }

    @Override
    public @Nullable String value(String column) {
        var place = place(column);
        return changed[place] ? values[place] : decoded(starts[place], starts[place + 1] - 1);
    }

    @Override
    public void set(String column, @Nullable String value) {
        var place = place(column);
        changed[place] = true;
        values[place] = value;
    }

    private int place(String column) {
        var place = places.get(column);
        if (place == null) {
            var table = columns.get(0);
            throw new IllegalArgumentException(
                    "Table " + table.schema() + "." + table.table() + " has no column '" + column + "'");
        }
        return place;
    }

    private @Nullable String decoded(int from, int to) {
        if (to - from == 2 && line[from] == '\\' && line[from + 1] == 'N') {
            return null;
        }
        var raw = new String(line, from, to - from, StandardCharsets.UTF_8);
        if (raw.indexOf('\\') < 0) {
            return raw;
        }
        var text = new StringBuilder(raw.length());
        for (var i = 0; i < raw.length(); i++) {
            var character = raw.charAt(i);
            text.append(character == '\\' ? ESCAPED.charAt(LETTERS.indexOf(raw.charAt(++i))) : character);
        }
        return text.toString();
    }

    static void writeValue(@Nullable String value, ByteArrayOutputStream out) {
        if (value == null) {
            out.write('\\');
            out.write('N');
            return;
        }
        for (var each : value.getBytes(StandardCharsets.UTF_8)) {
            var special = each < 0 ? -1 : ESCAPED.indexOf(each);
            if (special >= 0) {
                out.write('\\');
                out.write(LETTERS.charAt(special));
            } else {
                out.write(each);
            }
        }
    }
}
