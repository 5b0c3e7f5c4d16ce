package dev.dagrunr.examples;

import dev.dagrunr.migration.source.ColumnShape;
import dev.dagrunr.migration.source.RowReader;
import dev.dagrunr.migration.source.TableShape;
import dev.dagrunr.migration.source.TableSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A folder of files {@code name.csv} as a source of another type. The first line of each says its columns as {@code name:type},
 * with {@code *} behind the type of a key; an empty value is NULL, and no value holds a comma or a line break.
 */
// begin: source
public record CsvFolder(Path folder) implements TableSource {
    @Override
    public String name() {
        return "csv";
    }

    @Override
    public List<TableShape> tables() throws IOException {
        try (var files = Files.newDirectoryStream(folder, "*.csv")) {
            var tables = new ArrayList<TableShape>();
            for (var file : files) {
                tables.add(shape(file));
            }
            return tables;
        }
    }

    private static TableShape shape(Path file) throws IOException {
        try (var lines = Files.newBufferedReader(file)) {
            var columns = Arrays.stream(String.valueOf(lines.readLine()).split(","))
                    .map(column -> column.split(":", 2))
                    .toList();
            var keys =
                    columns.stream().filter(column -> column[1].endsWith("*")).toList();
            return new TableShape(
                    file.getFileName().toString().replaceFirst("\\.csv$", ""),
                    columns.stream()
                            .map(column ->
                                    new ColumnShape(column[0], column[1].replace("*", ""), !keys.contains(column)))
                            .toList(),
                    keys.stream().map(column -> column[0]).toList(),
                    0);
        }
    }

    /** Of a file whose size or time is another one, all rows are moved anew. */
    @Override
    public String version(TableShape table) throws IOException {
        var file = file(table);
        return Files.size(file) + " bytes of " + Files.getLastModifiedTime(file);
    }

    @Override
    public long count(TableShape table) throws IOException {
        try (var lines = Files.lines(file(table))) {
            return lines.count() - 1;
        }
    }

    /** A position is the number of a line. */
    @Override
    public RowReader read(TableShape table, List<String> after) throws IOException {
        var lines = Files.newBufferedReader(file(table));
        var line = after.isEmpty() ? 1 : Long.parseLong(after.get(0));
        for (var i = 0L; i < line; i++) {
            lines.readLine();
        }
        return new Lines(lines, line);
    }

    private static final class Lines implements RowReader {
        private final BufferedReader lines;
        private long line;

        Lines(BufferedReader lines, long line) {
            this.lines = lines;
            this.line = line;
        }

        @Override
        public @Nullable List<@Nullable String> next() throws IOException {
            var text = lines.readLine();
            line++;
            return text == null ? null : values(text);
        }

        @Override
        public List<String> position() {
            return List.of(Long.toString(line));
        }

        @Override
        public void close() throws IOException {
            lines.close();
        }
    }

    private static List<@Nullable String> values(String line) {
        var values = new ArrayList<@Nullable String>();
        for (var value : line.split(",", -1)) {
            values.add(value.isEmpty() ? null : value);
        }
        return values;
    }

    private Path file(TableShape table) {
        return folder.resolve(table.name() + ".csv");
    }
}
// end: source
