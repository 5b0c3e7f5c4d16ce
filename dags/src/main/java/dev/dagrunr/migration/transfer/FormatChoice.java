package dev.dagrunr.migration.transfer;

import dev.dagrunr.migration.sql.Identifier;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a table's rows can be forwarded in binary, and why not. One column that cannot makes the whole table text: a
 * COPY has one format. Immutable.
 *
 * @param reason null for binary
 * @param expressions what to read for each column
 */
record FormatChoice(CopyFormat format, @Nullable String reason, List<String> expressions) {
    private static final int FIRST_WITH_FOREIGN_ARRAYS = 14;
    private static final int FIRST_WITH_INFINITE_INTERVALS = 17;

    static FormatChoice of(TableLoad load, ColumnTypes source, int sourceMajor, ColumnTypes target, int targetMajor) {
        String reason = null;
        var expressions = new ArrayList<String>();
        for (var column : load.columns()) {
            var from = typeOf(column, source, load.source());
            var to = typeOf(column, target, load.target());
            var objection = objection(from, sourceMajor, to, targetMajor);
            if (reason == null && objection != null) {
                reason = "column " + column + " of type " + from.label() + " " + objection;
            }
            expressions.add(expression(column, from));
        }
        return new FormatChoice(reason == null ? CopyFormat.BINARY : CopyFormat.TEXT, reason, expressions);
    }

    /** Values that are changed are read and written as text. */
    FormatChoice transformed() {
        return new FormatChoice(CopyFormat.TEXT, "transformers change its values", expressions);
    }

    private static WireType typeOf(String column, ColumnTypes types, TableAddress table) {
        var type = types.byColumn().get(column);
        if (type == null) {
            throw new TransferException(
                    TransferErrorCode.NOT_POSSIBLE,
                    "Table " + table + " of connection '" + table.connectionId() + "' has no column '" + column + "'.");
        }
        return type;
    }

    private static @Nullable String objection(WireType from, int sourceMajor, WireType to, int targetMajor) {
        if (from.objection() != null) {
            return from.objection();
        }
        if (to.objection() != null) {
            return "becomes " + to.label() + ", which " + to.objection();
        }
        if (!from.signature().equals(to.signature())) {
            return "becomes " + to.label();
        }
        var servers = "the servers are PostgreSQL " + sourceMajor + " and " + targetMajor;
        if (sourceMajor != targetMajor && from.extension() != null) {
            return "is of extension " + from.extension() + ", whose binary form may differ: " + servers;
        }
        if (from.interval()
                && (sourceMajor < FIRST_WITH_INFINITE_INTERVALS) != (targetMajor < FIRST_WITH_INFINITE_INTERVALS)) {
            return "has values in binary that mean infinity on one of the servers alone: " + servers;
        }
        var missing = from.labelsMissingIn(to);
        if (!missing.isEmpty()) {
            return "can have a label that the target does not know, '" + missing.get(0) + "'";
        }
        if (from.arrayOfOwnType() && targetMajor < FIRST_WITH_FOREIGN_ARRAYS) {
            return "is an array of a user-defined type, which PostgreSQL " + targetMajor + " refuses in binary";
        }
        return null;
    }

    /** The output function of xml leaves an encoding and a first line break out; a cast to text keeps them. */
    private static String expression(String column, WireType type) {
        var name = new Identifier(column).quoted();
        return type.xml() ? name + "::text" : name;
    }
}
