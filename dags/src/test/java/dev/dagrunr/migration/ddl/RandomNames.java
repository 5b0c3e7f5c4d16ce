package dev.dagrunr.migration.ddl;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** Names that are hard to quote, no two alike, and texts of the same kind. Whoever runs part of one drops the canary. */
final class RandomNames {
    private static final List<String> PIECES = List.of(
            "\"",
            "'",
            "%s",
            "%I",
            "%",
            "$$",
            "$body$",
            "\n",
            "\t",
            "; drop table public.canary; --",
            "\"; drop table public.canary; --",
            "'; drop table public.canary; --",
            "$$; drop table public.canary; --",
            "\n); drop table public.canary; --",
            "select",
            "table",
            "user",
            "default",
            "ünï cödé",
            "日本語",
            "🐘",
            "\\",
            "\\'",
            "a.b",
            "Mixed Case",
            "/*",
            "--",
            "{fn x}",
            "?",
            ":x",
            "(",
            ",",
            "_",
            "x");

    private final Random random;
    private int next;

    RandomNames(Random random) {
        this.random = random;
    }

    /** A new name, quoted. */
    String name() {
        return quoted(fresh());
    }

    private String fresh() {
        int number = next++;
        if (random.nextInt(3) == 0) {
            return List.of("plain", "order", "Group").get(random.nextInt(3)) + number;
        }
        var text = piece() + piece() + number;
        if (random.nextInt(8) == 0) {
            text += "y".repeat(63);
        }
        return shortened(text, number);
    }

    private static String shortened(String text, int number) {
        var name = text;
        while (name.getBytes(StandardCharsets.UTF_8).length > 63) {
            name = name.substring(0, name.offsetByCodePoints(name.length(), -1));
        }
        // what was cut off may be what told it from others
        return name.endsWith("y")
                ? number + name.substring(Integer.toString(number).length())
                : name;
    }

    /** Any text, as a literal. */
    String text() {
        return literal(piece() + " " + piece() + " " + piece());
    }

    /** An enum's label: text of at most 63 bytes. */
    String label(int number) {
        return literal(shortened(piece() + number, number));
    }

    private String piece() {
        return PIECES.get(random.nextInt(PIECES.size()));
    }

    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    static String literal(String text) {
        var doubled = text.replace("'", "''");
        return text.contains("\\") ? "E'" + doubled.replace("\\", "\\\\") + "'" : "'" + doubled + "'";
    }
}
