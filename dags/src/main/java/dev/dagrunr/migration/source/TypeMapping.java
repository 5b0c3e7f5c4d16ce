package dev.dagrunr.migration.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Which type a column gets on the target. A rule matches the whole type of the source, whatever its case; the one that was
 * registered last goes first.
 *
 * <pre>{@code
 * TypeMapping.standard()
 *         .with("number\\((\\d+)\\)", "numeric($1)")
 *         .with("money", "numeric(19,4)")
 * }</pre>
 *
 * Immutable.
 */
public final class TypeMapping {
    /** A name, perhaps with numbers in brackets and words behind, perhaps an array: nothing that ends a column's definition. */
    private static final Pattern TYPE = Pattern.compile(
            "[a-z_][a-z0-9_]*([ .][a-z_][a-z0-9_]*)*( ?\\( ?\\d+ ?(, ?-?\\d+ ?)?\\))?( [a-z]+)*(\\[\\])*",
            Pattern.CASE_INSENSITIVE);

    private final List<Rule> rules;

    private record Rule(Pattern source, String target) {}

    private TypeMapping(List<Rule> rules) {
        this.rules = List.copyOf(rules);
    }

    /** No type is known. */
    public static TypeMapping none() {
        return new TypeMapping(List.of());
    }

    /** The types of the SQL standard that PostgreSQL knows by the same name, and {@code text}. */
    public static TypeMapping standard() {
        return none().with(
                        "(smallint|integer|int|bigint|real|double precision|boolean|date|text"
                                + "|(?:numeric|decimal)(?: ?\\(\\d+(?: ?, ?\\d+)?\\))?"
                                + "|(?:varchar|char|character|character varying)(?: ?\\(\\d+\\))?"
                                + "|(?:time|timestamp)(?: ?\\(\\d\\))?(?: with(?:out)? time zone)?)",
                        "$1");
    }

    /**
     * @param sourceType a regular expression
     * @param targetType of PostgreSQL; {@code $1} is what the first group of the expression matched
     */
    public TypeMapping with(String sourceType, String targetType) {
        var more = new ArrayList<Rule>();
        more.add(new Rule(Pattern.compile(sourceType, Pattern.CASE_INSENSITIVE), targetType));
        more.addAll(rules);
        return new TypeMapping(more);
    }

    /** @throws IllegalArgumentException naming the type, when no rule matches or what it makes is not written as a type */
    public String targetType(String sourceType) {
        var type = sourceType.strip();
        for (var rule : rules) {
            var matcher = rule.source().matcher(type);
            if (matcher.matches()) {
                return checked(type, matcher.replaceFirst(rule.target()).toLowerCase(Locale.ROOT));
            }
        }
        throw new IllegalArgumentException("no rule maps the type '" + type + "'; add one to the TypeMapping");
    }

    private static String checked(String sourceType, String targetType) {
        if (!TYPE.matcher(targetType).matches()) {
            throw new IllegalArgumentException("the type '" + sourceType + "' is mapped to '" + targetType
                    + "', which is not written as a type of PostgreSQL; mend its rule");
        }
        return targetType;
    }
}
