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
            of(RoutineQueries.ACCESS_METHODS),
            of(TypeQueries.COLLATIONS),
            of(TypeQueries.SHELLS).step("shell"),
            of(TypeQueries.TYPES),
            of(RoutineQueries.LANGUAGES),
            of(RoutineQueries.FUNCTIONS),
            of(RoutineQueries.AGGREGATES),
            of(OperatorQueries.OPERATORS),
            of(OperatorQueries.FAMILIES),
            of(OperatorQueries.CLASSES),
            of(OperatorQueries.LOOSE_MEMBERS).step("members").repeat(Repeat.ADDS),
            of(OperatorQueries.CONVERSIONS),
            of(RoutineQueries.CASTS),
            of(RoutineQueries.TRANSFORMS),
            of(TextSearchQueries.PARSERS),
            of(TextSearchQueries.TEMPLATES),
            of(TextSearchQueries.DICTIONARIES),
            of(TextSearchQueries.CONFIGURATIONS),
            of(ForeignQueries.WRAPPERS),
            of(ForeignQueries.SERVERS),
            of(ForeignQueries.TABLES).late(),
            of(RelationQueries.VIEWS).late(),
            of(RelationQueries.MATERIALIZED_VIEWS).late(),
            of(RelationQueries.STATISTICS).late(),
            of(RelationQueries.RULES).late(),
            of(RelationQueries.TRIGGERS).late(),
            of(RelationQueries.CLONED_TRIGGERS).step("clone").late().repeat(Repeat.SETS),
            of(RelationQueries.POLICIES).late(),
            of(RelationQueries.ROW_SECURITY).step("security").late().repeat(Repeat.SETS),
            of(TypeQueries.UNVALIDATED).step("unvalidated").late(),
            of(RelationQueries.MATERIALIZED_ROWS).step("rows").late().repeat(Repeat.FILLS),
            of(PublicationQueries.PUBLICATIONS).late(),
            of(PublicationQueries.PUBLICATIONS_BEFORE_15).late(),
            of(RoutineQueries.EVENT_TRIGGERS).late());

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
