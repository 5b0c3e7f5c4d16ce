package dev.dagrunr.migration.ddl;

import dev.dagrunr.migration.schema.DeparsedSql;
import dev.dagrunr.migration.schema.ExtensionUse;
import dev.dagrunr.migration.schema.ObjectName;
import dev.dagrunr.migration.sql.QualifiedName;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Names and definitions of the source as they read on the target. Members of extensions stay where they are. */
final class Relocation {
    private final SchemaMapping mapping;
    private final Set<ObjectName> pinned;

    Relocation(SchemaMapping mapping, List<ExtensionUse> extensions) {
        this.mapping = mapping;
        this.pinned =
                extensions.stream().flatMap(use -> use.objects().stream()).collect(Collectors.toUnmodifiableSet());
    }

    ObjectName name(ObjectName source) {
        return new ObjectName(schema(source.schema(), source.name()), source.name());
    }

    QualifiedName qualified(ObjectName source) {
        return name(source).qualified();
    }

    String sql(String definition) {
        return mapping.targets().isEmpty() ? definition : new DeparsedSql(definition).withSchemas(this::schema);
    }

    String schema(String source) {
        return mapping.target(source);
    }

    private String schema(String schema, String name) {
        return pinned.contains(new ObjectName(schema, name)) ? schema : mapping.target(schema);
    }
}
