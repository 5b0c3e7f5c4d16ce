package dev.dagrunr.migration.ddl;

import dev.dagrunr.migration.schema.Column;
import dev.dagrunr.migration.schema.Identity;
import dev.dagrunr.migration.schema.ObjectName;
import dev.dagrunr.migration.schema.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Whether the columns of two tables are the same, and if not, what differs. */
final class StructureComparison {
    private final Relocation relocation;

    StructureComparison(Relocation relocation) {
        this.relocation = relocation;
    }

    List<String> differences(Table source, Table target) {
        var wanted = source.columns().stream().collect(Collectors.toMap(Column::name, Function.identity()));
        var present = target.columns().stream().collect(Collectors.toMap(Column::name, Function.identity()));
        var differences = new ArrayList<String>();
        for (var column : source.columns()) {
            var other = present.get(column.name());
            if (other == null) {
                differences.add("lacks column " + column.name());
            } else {
                compare(column, other, differences);
            }
        }
        target.columns().stream()
                .filter(column -> !wanted.containsKey(column.name()))
                .forEach(column -> differences.add("has column " + column.name() + ", which the source lacks"));
        return differences;
    }

    private void compare(Column source, Column target, List<String> differences) {
        var column = new ColumnDifferences(source.name(), differences);
        column.compare(
                "type", relocation.sql(source.type().sql()), target.type().sql());
        column.compare("collation", collation(source), target.collation());
        column.compare("not null", source.notNull(), target.notNull());
        column.compare("generation", source.generation(), target.generation());
        column.compare("identity", kind(source.identity()), kind(target.identity()));
        column.compare("default", defaultExpression(source), target.defaultExpression());
    }

    private @Nullable ObjectName collation(Column column) {
        return column.collation() == null ? null : relocation.name(column.collation());
    }

    private @Nullable String defaultExpression(Column column) {
        return column.defaultExpression() == null ? null : relocation.sql(column.defaultExpression());
    }

    private static Identity.@Nullable Kind kind(@Nullable Identity identity) {
        return identity == null ? null : identity.kind();
    }

    private record ColumnDifferences(String column, List<String> differences) {
        void compare(String what, @Nullable Object source, @Nullable Object target) {
            // Relocated text quotes names that the server leaves bare.
            if (!Objects.equals(bare(source), bare(target))) {
                differences.add("has column " + column + " with " + what + " " + shown(target) + " instead of "
                        + shown(source));
            }
        }

        private static @Nullable Object bare(@Nullable Object value) {
            return value instanceof String text ? text.replace("\"", "") : value;
        }

        private static String shown(@Nullable Object value) {
            return value == null ? "none" : value.toString();
        }
    }
}
