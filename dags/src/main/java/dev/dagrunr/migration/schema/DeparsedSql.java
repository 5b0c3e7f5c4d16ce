package dev.dagrunr.migration.schema;

import dev.dagrunr.migration.sql.Identifier;
import dev.dagrunr.migration.sql.Literal;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * An expression or definition as PostgreSQL writes it with an empty {@code search_path}: there a name before a point
 * that follows no other point is a schema. Column references are bare, and a field of a composite follows a
 * parenthesis. The one exception, {@code tablename.*} for a whole row, is told apart by its star. Immutable.
 */
public record DeparsedSql(String text) {
    private static final Pattern PLAIN_NAME = Pattern.compile("[a-z_][a-z0-9_$]*");

    /** Casts after which a string constant is a name, with {@code regnamespace} apart. */
    private static final Set<String> NAME_CASTS = Set.of(
            "regclass",
            "regproc",
            "regprocedure",
            "regoper",
            "regoperator",
            "regtype",
            "regcollation",
            "regconfig",
            "regdictionary");

    /** The text with each schema replaced by what {@code schemaOf} answers for it and the name in it. */
    public String withSchemas(SchemaOf schemaOf) {
        var tokens = SqlToken.split(text);
        var result = new StringBuilder(text.length());
        for (int i = 0; i < tokens.size(); i++) {
            var token = tokens.get(i);
            if (isSchema(tokens, i)) {
                result.append(schema(token, nameInSchema(tokens, i + 2), schemaOf));
            } else if (isNamespace(tokens, i)) {
                result.append(schema(token, "", schemaOf));
            } else if (token.kind() == SqlToken.Kind.STRING) {
                result.append(string(token, castAfter(tokens, i), schemaOf));
            } else {
                result.append(token.text());
            }
        }
        return result.toString();
    }

    /** The text with no name quoted that needs no quotes, whoever wrote them: for comparing only. */
    public static String bare(String text) {
        var tokens = SqlToken.split(text);
        var result = new StringBuilder(text.length());
        for (int i = 0; i < tokens.size(); i++) {
            result.append(bare(tokens.get(i), castAfter(tokens, i)));
        }
        return result.toString();
    }

    /** The text in lower case, on one line, with nothing between the quotes of names and strings: for its keywords. */
    public static String keywords(String text) {
        return SqlToken.split(text).stream()
                .map(token -> switch (token.kind()) {
                    case QUOTED_NAME -> "\"\"";
                    case STRING -> "''";
                    case WORD -> token.text().toLowerCase(Locale.ROOT);
                    case OTHER -> token.text().startsWith("$") ? "''" : token.text();
                })
                .collect(Collectors.joining())
                .replaceAll("\\s+", " ");
    }

    private static String bare(SqlToken token, String cast) {
        if (token.kind() == SqlToken.Kind.STRING && (NAME_CASTS.contains(cast) || cast.equals("regnamespace"))) {
            return new Literal(bare(token.value())).quoted();
        }
        boolean plain = token.kind() == SqlToken.Kind.QUOTED_NAME
                && PLAIN_NAME.matcher(token.value()).matches();
        return plain ? token.value() : token.text();
    }

    /** The qualified names that the text holds. */
    public Set<ObjectName> references() {
        var references = new LinkedHashSet<ObjectName>();
        withSchemas((schema, name) -> {
            references.add(new ObjectName(schema, name));
            return schema;
        });
        return references;
    }

    private static boolean isSchema(List<SqlToken> tokens, int at) {
        if (!tokens.get(at).names()
                || at + 2 >= tokens.size()
                || !tokens.get(at + 1).is('.')) {
            return false;
        }
        boolean first = at == 0 || !tokens.get(at - 1).is('.');
        return first && (tokens.get(at + 2).names() || isInOperator(tokens, at));
    }

    /** The name after the word SCHEMA. */
    private static boolean isNamespace(List<SqlToken> tokens, int at) {
        return at >= 2
                && tokens.get(at).names()
                && tokens.get(at - 1).text().isBlank()
                && tokens.get(at - 2).kind() == SqlToken.Kind.WORD
                && tokens.get(at - 2).text().equals("SCHEMA")
                && (at + 1 >= tokens.size() || !tokens.get(at + 1).is('.'));
    }

    private static boolean isInOperator(List<SqlToken> tokens, int at) {
        return at >= 2
                && tokens.get(at - 1).is('(')
                && tokens.get(at - 2).text().equalsIgnoreCase("OPERATOR");
    }

    private static String nameInSchema(List<SqlToken> tokens, int at) {
        if (tokens.get(at).names()) {
            return tokens.get(at).value();
        }
        return tokens.subList(at, tokens.size()).stream()
                .takeWhile(token -> !token.is(')'))
                .map(SqlToken::text)
                .collect(Collectors.joining());
    }

    private static String schema(SqlToken token, String name, SchemaOf schemaOf) {
        var schema = token.value();
        var replacement = schemaOf.schema(schema, name);
        return replacement.equals(schema) ? token.text() : new Identifier(replacement).quoted();
    }

    private static String castAfter(List<SqlToken> tokens, int at) {
        boolean cast = at + 3 < tokens.size()
                && tokens.get(at + 1).is(':')
                && tokens.get(at + 2).is(':');
        return cast ? tokens.get(at + 3).text() : "";
    }

    private static String string(SqlToken token, String cast, SchemaOf schemaOf) {
        if (NAME_CASTS.contains(cast)) {
            var renamed = new DeparsedSql(token.value()).withSchemas(schemaOf);
            return renamed.equals(token.value()) ? token.text() : new Literal(renamed).quoted();
        }
        if (cast.equals("regnamespace")) {
            var name = SqlToken.split(token.value());
            return name.size() == 1 ? new Literal(schema(name.get(0), "", schemaOf)).quoted() : token.text();
        }
        return token.text();
    }

    /** Decides where a name is looked for. */
    @FunctionalInterface
    public interface SchemaOf {
        /** The schema to write instead of {@code schema}; {@code name} is empty when the schema itself is meant. */
        String schema(String schema, String name);
    }
}
