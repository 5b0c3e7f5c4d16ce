package dev.dagrunr.migration.schema;

import java.util.ArrayList;
import java.util.List;

/** A piece of SQL text; all pieces together are the text again. Immutable. */
record SqlToken(Kind kind, String text) {
    /** As far as qualified names and literals need to be told apart. */
    enum Kind {
        WORD,
        QUOTED_NAME,
        STRING,
        OTHER
    }

    boolean names() {
        return kind == Kind.WORD || kind == Kind.QUOTED_NAME;
    }

    boolean is(char symbol) {
        return kind == Kind.OTHER && text.length() == 1 && text.charAt(0) == symbol;
    }

    /** What a name or string means, without its quotes. */
    String value() {
        return switch (kind) {
            case QUOTED_NAME -> text.substring(1, text.length() - 1).replace("\"\"", "\"");
            case STRING -> stringValue();
            case WORD, OTHER -> text;
        };
    }

    private String stringValue() {
        if (text.charAt(0) == '\'') {
            return text.substring(1, text.length() - 1).replace("''", "'");
        }
        return text.substring(2, text.length() - 1).replace("''", "'").replace("\\\\", "\\");
    }

    /** Splits text that PostgreSQL deparsed, with {@code standard_conforming_strings} on. */
    static List<SqlToken> split(String sql) {
        var tokens = new ArrayList<SqlToken>();
        int from = 0;
        while (from < sql.length()) {
            var token = next(sql, from);
            tokens.add(token);
            from += token.text.length();
        }
        return tokens;
    }

    private static SqlToken next(String sql, int from) {
        char first = sql.charAt(from);
        if (first == '"') {
            return new SqlToken(Kind.QUOTED_NAME, sql.substring(from, quotedEnd(sql, from, '"', false)));
        }
        if (first == '\'') {
            return new SqlToken(Kind.STRING, sql.substring(from, quotedEnd(sql, from, '\'', false)));
        }
        if (first == 'E' && from + 1 < sql.length() && sql.charAt(from + 1) == '\'') {
            return new SqlToken(Kind.STRING, sql.substring(from, quotedEnd(sql, from + 1, '\'', true)));
        }
        if (first == '$') {
            int end = dollarQuotedEnd(sql, from);
            if (end > 0) {
                return new SqlToken(Kind.OTHER, sql.substring(from, end));
            }
        }
        if (startsName(first)) {
            return new SqlToken(Kind.WORD, sql.substring(from, wordEnd(sql, from)));
        }
        // A number is one piece, so that its point is not taken for one between names.
        int end = first >= '0' && first <= '9' ? numberEnd(sql, from) : from + 1;
        return new SqlToken(Kind.OTHER, sql.substring(from, end));
    }

    private static int quotedEnd(String sql, int from, char quote, boolean backslashEscapes) {
        int at = from + 1;
        while (at < sql.length()) {
            char character = sql.charAt(at);
            if (backslashEscapes && character == '\\') {
                at += 2;
            } else if (character != quote) {
                at++;
            } else if (at + 1 < sql.length() && sql.charAt(at + 1) == quote) {
                at += 2;
            } else {
                return at + 1;
            }
        }
        throw new IllegalArgumentException("A definition ends inside quotes: " + sql);
    }

    /** The end of {@code $tag$ … $tag$}; -1 where none begins. Such a body is no text of the server's own. */
    private static int dollarQuotedEnd(String sql, int from) {
        int at = from + 1;
        while (at < sql.length() && (startsName(sql.charAt(at)) || isDigit(sql.charAt(at)))) {
            at++;
        }
        if (at >= sql.length() || sql.charAt(at) != '$') {
            return -1;
        }
        var tag = sql.substring(from, at + 1);
        int close = sql.indexOf(tag, at + 1);
        return close < 0 ? -1 : close + tag.length();
    }

    private static int wordEnd(String sql, int from) {
        int at = from + 1;
        while (at < sql.length() && (startsName(sql.charAt(at)) || isDigit(sql.charAt(at)) || sql.charAt(at) == '$')) {
            at++;
        }
        return at;
    }

    private static int numberEnd(String sql, int from) {
        int at = from + 1;
        while (at < sql.length() && (startsName(sql.charAt(at)) || isDigit(sql.charAt(at)) || sql.charAt(at) == '.')) {
            at++;
        }
        return at;
    }

    private static boolean startsName(char character) {
        return character == '_'
                || (character >= 'a' && character <= 'z')
                || (character >= 'A' && character <= 'Z')
                || character >= 0x80;
    }

    private static boolean isDigit(char character) {
        return character >= '0' && character <= '9';
    }
}
