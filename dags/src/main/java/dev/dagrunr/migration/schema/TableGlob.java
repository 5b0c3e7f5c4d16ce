package dev.dagrunr.migration.schema;

import java.util.regex.Pattern;

/**
 * A pattern for table names: {@code *} is any text, {@code ?} one character, all else itself, upper and lower case
 * told apart. It is held against the table's name and against {@code schema.table}. Immutable.
 */
public final class TableGlob {
    private final Pattern pattern;

    private TableGlob(Pattern pattern) {
        this.pattern = pattern;
    }

    public static TableGlob of(String glob) {
        var regex = new StringBuilder();
        glob.codePoints()
                .forEach(character -> regex.append(
                        switch (character) {
                            case '*' -> ".*";
                            case '?' -> ".";
                            default -> Pattern.quote(Character.toString(character));
                        }));
        return new TableGlob(Pattern.compile(regex.toString(), Pattern.DOTALL));
    }

    public boolean matches(ObjectName table) {
        return pattern.matcher(table.name()).matches()
                || pattern.matcher(table.toString()).matches();
    }

    /** Whether a name that stands alone, such as a column's, is meant. */
    public boolean matches(String name) {
        return pattern.matcher(name).matches();
    }
}
