package dev.dagrunr.migration.transfer;

import dev.dagrunr.migration.sql.Identifier;
import dev.dagrunr.migration.sql.Literal;

/**
 * One column that rows are ordered by. Immutable.
 *
 * @param expression quoted for SQL
 * @param type as {@code format_type} writes it under an empty search path, so that it means the same everywhere
 * @param operatorSchema where the type's comparison operators live: {@code pg_catalog}, or an extension's schema
 */
record KeyColumn(String expression, String type, String operatorSchema) {
    /** The physical place of a row. */
    static final KeyColumn PLACE = new KeyColumn("ctid", "tid", "pg_catalog");

    /** The output function's text, which unlike a cast to text is exact for every type. */
    String asText() {
        return "pg_catalog.format('%s', " + expression + ")";
    }

    String value(String text) {
        return new Literal(text).quoted() + "::" + type;
    }

    String compare(String operator, String text) {
        return expression + " " + operator(operator) + " " + value(text);
    }

    boolean builtIn() {
        return operatorSchema.equals("pg_catalog");
    }

    private String operator(String operator) {
        return builtIn() ? operator : "operator(" + new Identifier(operatorSchema).quoted() + "." + operator + ")";
    }
}
