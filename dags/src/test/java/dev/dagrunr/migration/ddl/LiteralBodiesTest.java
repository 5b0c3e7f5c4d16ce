package dev.dagrunr.migration.ddl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dagrunr.migration.schema.SchemaObject;
import dev.dagrunr.migration.schema.SourceSchema;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiteralBodiesTest {
    private static final SchemaObject TEXT = function(
            "old.f()", "CREATE OR REPLACE FUNCTION old.f()\n LANGUAGE sql\nAS $function$select 1 from old.t$function$");
    private static final SchemaObject OTHER =
            function("old.g()", "CREATE OR REPLACE FUNCTION old.g()\n LANGUAGE sql\nAS $function$select 1$function$");
    private static final SchemaObject PARSED =
            function("old.h()", "CREATE OR REPLACE FUNCTION old.h()\n LANGUAGE sql\nRETURN (SELECT t.a FROM old.t)");

    @Test
    void namesTheRoutinesWhoseTextSaysTheOldName() {
        assertThat(LiteralBodies.warnings(source(), SchemaMapping.of("old", "new")))
                .containsExactly(
                        "The body of function old.f() is text that says old, which becomes new: it is kept to the letter");
    }

    @Test
    void saysNothingWhereNamesStay() {
        assertThat(LiteralBodies.warnings(source(), SchemaMapping.of("old", "old")))
                .isEmpty();
        assertThat(LiteralBodies.warnings(source(), SchemaMapping.same())).isEmpty();
    }

    private static SourceSchema source() {
        return new SourceSchema(
                150000,
                List.of("old"),
                List.of(),
                List.of(),
                List.of(),
                List.of(TEXT, OTHER, PARSED),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    private static SchemaObject function(String identity, String definition) {
        return new SchemaObject(
                "function",
                identity,
                SchemaObject.Phase.EARLY,
                SchemaObject.Repeat.CREATES,
                List.of(definition),
                null,
                List.of(),
                List.of());
    }
}
