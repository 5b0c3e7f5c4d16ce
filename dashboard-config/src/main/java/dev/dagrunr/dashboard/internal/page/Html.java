package dev.dagrunr.dashboard.internal.page;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collector;
import java.util.stream.Collectors;

/**
 * Markup that is safe to send. The only way to get there is {@link #of}, whose values are escaped unless they are markup
 * already, so what a task, a user or a database said stays text. Immutable.
 *
 * @param markup for the browser
 */
record Html(String markup) {
    static final Html NOTHING = new Html("");

    /**
     * Puts values in the places of {@code {}}, between tags or in quoted attributes.
     *
     * @param template a constant of the program
     * @param values texts and numbers, which are escaped; markup, and lists and optionals of it, which are not
     */
    static Html of(String template, Object... values) {
        var markup = new StringBuilder(template.length() + 32 * values.length);
        int from = 0;
        for (var value : values) {
            int place = template.indexOf("{}", from);
            if (place < 0) {
                throw new IllegalArgumentException("There are more values than places in " + template);
            }
            markup.append(template, from, place);
            append(markup, value);
            from = place + 2;
        }
        if (template.indexOf("{}", from) >= 0) {
            throw new IllegalArgumentException("There are more places than values in " + template);
        }
        return new Html(markup.append(template, from, template.length()).toString());
    }

    static Html text(Object value) {
        return of("{}", value);
    }

    static Html join(Html... parts) {
        return Arrays.stream(parts).collect(joining());
    }

    static Html when(boolean condition, String template, Object... values) {
        return condition ? of(template, values) : NOTHING;
    }

    static Collector<Html, ?, Html> joining() {
        return Collectors.collectingAndThen(
                Collectors.mapping(Html::markup, Collectors.joining()), markup -> new Html(markup));
    }

    static Html all(List<Html> parts) {
        return parts.stream().collect(joining());
    }

    private static void append(StringBuilder markup, Object value) {
        if (value instanceof Html html) {
            markup.append(html.markup());
        } else if (value instanceof Optional<?> optional) {
            optional.ifPresent(present -> append(markup, present));
        } else if (value instanceof Collection<?> collection) {
            collection.forEach(element -> append(markup, element));
        } else {
            escape(markup, String.valueOf(value));
        }
    }

    private static void escape(StringBuilder markup, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> markup.append("&amp;");
                case '<' -> markup.append("&lt;");
                case '>' -> markup.append("&gt;");
                case '"' -> markup.append("&quot;");
                case '\'' -> markup.append("&#39;");
                default -> markup.append(c);
            }
        }
    }
}
