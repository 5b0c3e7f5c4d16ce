package dev.dagrunr.migration.ddl;

import dev.dagrunr.migration.schema.DeparsedSql;
import dev.dagrunr.migration.schema.SourceSchema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Compares the definitions of two databases, not their rows nor where their sequences stand. Pure. */
public final class SchemaComparison {
    private SchemaComparison() {}

    private static final int WITH_NOT_NULL_CONSTRAINTS = 180_000;

    /**
     * What differs, that which the source has first, in the order in which it is created. What only one of the servers can
     * have by its version is no difference: names of not-null constraints, from PostgreSQL 18 on.
     *
     * @param mapping which schema of the target stands for which of the source
     */
    public static List<SchemaDifference> compare(SourceSchema source, SourceSchema target, SchemaMapping mapping) {
        boolean named = Math.min(source.serverVersion(), target.serverVersion()) >= WITH_NOT_NULL_CONSTRAINTS;
        var wanted = definitions(
                named ? source : source.withoutNotNullConstraints(), new TargetDdl(mapping, source.extensions()));
        var present = definitions(
                named ? target : target.withoutNotNullConstraints(),
                new TargetDdl(SchemaMapping.same(), target.extensions()));
        var differences = new ArrayList<SchemaDifference>();
        wanted.forEach((object, statements) -> {
            var others = present.remove(object);
            if (others == null) {
                differences.add(new SchemaDifference(SchemaDifference.Kind.MISSING, object, statements, List.of()));
            } else if (!others.equals(statements)) {
                differences.add(new SchemaDifference(SchemaDifference.Kind.DIFFERENT, object, statements, others));
            }
        });
        present.forEach((object, statements) ->
                differences.add(new SchemaDifference(SchemaDifference.Kind.EXTRA, object, List.of(), statements)));
        return differences;
    }

    private static Map<String, List<String>> definitions(SourceSchema schema, TargetDdl ddl) {
        var build = new SchemaBuild(schema, ddl);
        var nothing = TargetObjects.none();
        var definitions = new LinkedHashMap<String, List<String>>();
        Stream.concat(build.beforeRows(nothing).stream(), build.afterRows(nothing).stream())
                .filter(statement -> !statement.sql().startsWith(SequenceDdl.POSITION))
                .forEach(statement -> {
                    var all = definitions.computeIfAbsent(object(statement), object -> new ArrayList<>());
                    all.add(DeparsedSql.bare(statement.sql()));
                    statement.further().forEach(further -> all.add(DeparsedSql.bare(further)));
                });
        return definitions;
    }

    /** What a statement is about: its purpose without the verb, and without quotes, which only some writers give a name. */
    private static String object(DdlStatement statement) {
        var purpose = statement.purpose().replace("\"", "");
        return purpose.substring(purpose.indexOf(' ') + 1);
    }
}
