package dev.dagrunr.migration.transform;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What pipelines on top of Python's database drivers do to values whether one wants it or not. Here every value arrives as it is
 * unless one of these is asked for, by who needs a target that looks like the old one. NULL stays NULL. Thread-safe.
 */
public final class Normalizations {
    private static final Pattern DAYS_AND_MONTHS = Pattern.compile("(-?\\d+) (year|mon|day)s?");

    private Normalizations() {}

    /** {@code NaN} and the infinities of numbers become NULL. */
    public static ColumnTransformer notFiniteToNull() {
        return (value, column) -> value == null || value.equals("NaN") || value.endsWith("Infinity") ? null : value;
    }

    /** The infinities of dates and timestamps become 9999-12-31 and 0001-01-01. */
    public static ColumnTransformer infiniteDatesToLimits() {
        return (value, column) -> value == null
                ? null
                : Map.of("infinity", "9999-12-31", "-infinity", "0001-01-01").getOrDefault(value, value);
    }

    /** The time 24:00 becomes 00:00. */
    public static ColumnTransformer endOfDayToMidnight() {
        return (value, column) -> value == null ? null : value.replaceFirst("^24:00:00", "00:00:00");
    }

    /** In intervals, years become 365 days and months 30. */
    public static ColumnTransformer monthsToDays() {
        return (value, column) -> value == null ? null : inDays(value);
    }

    private static String inDays(String interval) {
        long days = 0;
        var part = DAYS_AND_MONTHS.matcher(interval);
        while (part.find()) {
            days += Long.parseLong(part.group(1))
                    * switch (part.group(2).toLowerCase(Locale.ROOT)) {
                        case "year" -> 365;
                        case "mon" -> 30;
                        default -> 1;
                    };
        }
        var time = DAYS_AND_MONTHS.matcher(interval).replaceAll("").strip();
        return days + " days" + (time.isEmpty() ? "" : " " + time);
    }

    /** Bytes that are not a text in UTF-8 become NULL. */
    public static ColumnTransformer bytesNotUtf8ToNull() {
        return (value, column) -> value == null || !isUtf8(value) ? null : value;
    }

    private static boolean isUtf8(String bytea) {
        try {
            StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(HexFormat.of().parseHex(bytea, 2, bytea.length())));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    /** The text {@code \N} becomes NULL. */
    public static ColumnTransformer backslashNToNull() {
        return (value, column) -> isNullMark(value) ? null : value;
    }

    private static boolean isNullMark(@Nullable String value) {
        return value != null && value.equals("\\N");
    }
}
