package dev.dagrunr.migration.schema;

import dev.dagrunr.migration.schema.SchemaObject.Repeat;
import java.util.List;

/**
 * One query for objects, and how they are created. Immutable.
 *
 * @param step what is appended to the catalog where a part of an object is created apart from it; mostly empty
 * @param waits whether its objects come after the rows unless a table needs them
 */
record ObjectKind(ObjectQuery query, String step, boolean waits, Repeat repeat) {
    /** In the order that pg_dump has. */
    static final List<ObjectKind> ALL = List.of(
            ObjectKind.of(RoutineQueries.ACCESS_METHODS),
            ObjectKind.of(TypeQueries.COLLATIONS),
            ObjectKind.of(TypeQueries.SHELLS).step("shell"),
            ObjectKind.of(TypeQueries.TYPES),
            ObjectKind.of(RoutineQueries.LANGUAGES),
            ObjectKind.of(RoutineQueries.FUNCTIONS),
            ObjectKind.of(RoutineQueries.AGGREGATES),
            ObjectKind.of(OperatorQueries.OPERATORS),
            ObjectKind.of(OperatorQueries.FAMILIES),
            ObjectKind.of(OperatorQueries.CLASSES),
            ObjectKind.of(OperatorQueries.LOOSE_MEMBERS).step("members").repeat(Repeat.ADDS),
            ObjectKind.of(OperatorQueries.CONVERSIONS),
            ObjectKind.of(RoutineQueries.CASTS),
            ObjectKind.of(RoutineQueries.TRANSFORMS),
            ObjectKind.of(TextSearchQueries.PARSERS),
            ObjectKind.of(TextSearchQueries.TEMPLATES),
            ObjectKind.of(TextSearchQueries.DICTIONARIES),
            ObjectKind.of(TextSearchQueries.CONFIGURATIONS),
            ObjectKind.of(ForeignQueries.WRAPPERS),
            ObjectKind.of(ForeignQueries.SERVERS),
            ObjectKind.of(ForeignQueries.TABLES).late(),
            ObjectKind.of(RelationQueries.VIEWS).late(),
            ObjectKind.of(RelationQueries.MATERIALIZED_VIEWS).late(),
            ObjectKind.of(RelationQueries.STATISTICS).late(),
            ObjectKind.of(RelationQueries.RULES).late(),
            ObjectKind.of(RelationQueries.TRIGGERS).late(),
            ObjectKind.of(RelationQueries.CLONED_TRIGGERS).step("clone").late().repeat(Repeat.SETS),
            ObjectKind.of(RelationQueries.POLICIES).late(),
            ObjectKind.of(RelationQueries.ROW_SECURITY).step("security").late().repeat(Repeat.SETS),
            ObjectKind.of(TypeQueries.UNVALIDATED).step("unvalidated").late(),
            ObjectKind.of(RelationQueries.MATERIALIZED_ROWS).step("rows").late().repeat(Repeat.FILLS),
            ObjectKind.of(PublicationQueries.PUBLICATIONS).late(),
            ObjectKind.of(PublicationQueries.PUBLICATIONS_BEFORE_15).late(),
            ObjectKind.of(RoutineQueries.EVENT_TRIGGERS).late());

    static ObjectKind of(ObjectQuery query) {
        return new ObjectKind(query, "", false, Repeat.CREATES);
    }

    /** For what is created apart from the object whose row it is read from. */
    ObjectKind step(String name) {
        return new ObjectKind(query, ":" + name, waits, repeat);
    }

    ObjectKind late() {
        return new ObjectKind(query, step, true, repeat);
    }

    ObjectKind repeat(Repeat value) {
        return new ObjectKind(query, step, waits, value);
    }
}
