package dev.dagrunr.migration.ddl;

import dev.dagrunr.migration.schema.SchemaObject;
import dev.dagrunr.migration.schema.SourceSchema;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Functions whose bodies are strings, which keep the old name of a schema that gets another one. Pure. */
public final class LiteralBodies {
    private static final Set<String> ROUTINES = Set.of("function", "procedure");
    /** As {@code pg_get_functiondef} begins a body that the server has as a string. */
    private static final Pattern BODY = Pattern.compile("\\nAS (\\$|'|E')");

    private LiteralBodies() {}

    /** A sentence for each routine of which a body says the old name of a schema that the mapping renames. */
    public static List<String> warnings(SourceSchema source, SchemaMapping mapping) {
        var renamed = mapping.targets().entrySet().stream()
                .filter(entry -> !entry.getKey().equals(entry.getValue()))
                .toList();
        return source.objects().stream()
                .filter(object -> ROUTINES.contains(object.type()))
                .flatMap(object -> renamed.stream()
                        .filter(entry -> body(object).contains(entry.getKey()))
                        .map(entry ->
                                "The body of %s %s is text that says %s, which becomes %s: it is kept to the letter"
                                        .formatted(object.type(), object.identity(), entry.getKey(), entry.getValue())))
                .toList();
    }

    private static String body(SchemaObject routine) {
        var definition = routine.statements().get(0);
        var begin = BODY.matcher(definition);
        return begin.find() ? definition.substring(begin.end()) : "";
    }
}
