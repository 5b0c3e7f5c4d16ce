package dev.dagrunr.migration.validation;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The comparison of all tables. Can be stored as JSON. Immutable.
 *
 * @param mode {@code counts}, {@code sample} or {@code checksum}
 * @param structure what the definitions have otherwise, a line each; null where they were not compared
 */
public record ValidationReport(
        String mode, List<TableComparison> tables, @Nullable List<String> structure) {
    public ValidationReport {
        tables = List.copyOf(tables);
        structure = structure == null ? null : List.copyOf(structure);
    }

    /** Whether every table was compared and its rows are equal. A report without tables has not failed. */
    public boolean passed() {
        return tables.stream().allMatch(TableComparison::equal);
    }

    public int failed() {
        return (int) tables.stream().filter(table -> !table.equal()).count();
    }

    /** A line a table, the unequal ones first, and a sentence at the end. */
    public String text() {
        var text = new StringBuilder();
        tables.stream().filter(table -> !table.equal()).forEach(table -> text.append(line(table)));
        tables.stream().filter(TableComparison::equal).forEach(table -> text.append(line(table)));
        var rows = tables.stream()
                .filter(TableComparison::equal)
                .mapToLong(TableComparison::sourceRows)
                .sum();
        if (structure != null) {
            structure.forEach(line -> text.append("STRUCTURE ").append(line).append(System.lineSeparator()));
        }
        return text.append(String.format(
                        Locale.ROOT,
                        "%d of %d tables are equal by %s, %,d rows.%n",
                        tables.size() - failed(),
                        tables.size(),
                        mode,
                        rows))
                .toString();
    }

    private static String line(TableComparison table) {
        var text = new StringBuilder(firstLine(table));
        table.differences()
                .forEach(difference ->
                        text.append("         ").append(difference).append(System.lineSeparator()));
        if (table.note() != null) {
            text.append("         ").append(table.note()).append(System.lineSeparator());
        }
        return text.toString();
    }

    private static String firstLine(TableComparison table) {
        if (table.error() != null) {
            return String.format(Locale.ROOT, "ERROR  %s: %s%n", table.sourceTable(), table.error());
        }
        if (table.equal()) {
            var sampled =
                    table.sampledRows() == 0 ? "" : String.format(Locale.ROOT, ", %,d looked up", table.sampledRows());
            return String.format(
                    Locale.ROOT, "equal  %s: %,d rows%s%n", table.sourceTable(), table.sourceRows(), sampled);
        }
        if (table.sourceRows() == table.targetRows()) {
            return String.format(
                    Locale.ROOT,
                    "DIFFER %s: %,d rows on both sides, but their content differs%n",
                    table.sourceTable(),
                    table.sourceRows());
        }
        return String.format(
                Locale.ROOT,
                "DIFFER %s: %,d rows on the source, %,d on the target (%+,d)%n",
                table.sourceTable(),
                table.sourceRows(),
                table.targetRows(),
                table.targetRows() - table.sourceRows());
    }
}
