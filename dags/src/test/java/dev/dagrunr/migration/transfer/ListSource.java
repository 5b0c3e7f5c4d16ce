package dev.dagrunr.migration.transfer;

import dev.dagrunr.migration.source.RowReader;
import dev.dagrunr.migration.source.TableShape;
import dev.dagrunr.migration.source.TableSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows in memory, which can be lost on the way and changed. */
final class ListSource implements TableSource {
    final List<List<@Nullable String>> rows = new ArrayList<>();
    /** How many rows each reader gives before it is lost. */
    int breaksAfter = Integer.MAX_VALUE;

    String version = "";
    final List<List<String>> begun = new ArrayList<>();

    @Override
    public String name() {
        return "list";
    }

    @Override
    public List<TableShape> tables() {
        throw new UnsupportedOperationException();
    }

    @Override
    public String version(TableShape table) {
        return version;
    }

    @Override
    public long count(TableShape table) {
        return rows.size();
    }

    @Override
    public RowReader read(TableShape table, List<String> after) {
        begun.add(after);
        return new Reader(after.isEmpty() ? 0 : Integer.parseInt(after.get(0)));
    }

    private final class Reader implements RowReader {
        private int place;
        private int given;

        Reader(int place) {
            this.place = place;
        }

        @Override
        public @Nullable List<@Nullable String> next() throws IOException {
            if (given++ == breaksAfter) {
                throw new IOException("the line is dead");
            }
            return place == rows.size() ? null : rows.get(place++);
        }

        @Override
        public List<String> position() {
            return List.of(String.valueOf(place));
        }

        @Override
        public void close() {}
    }
}
