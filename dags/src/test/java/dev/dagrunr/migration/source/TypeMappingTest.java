package dev.dagrunr.migration.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TypeMappingTest {
    private static final TypeMapping TYPES = TypeMapping.standard()
            .with("number\\((\\d+)\\)", "numeric($1)")
            .with("date", "timestamp(0)")
            .with("evil", "int); drop table users; --");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "INTEGER|integer",
                "numeric(10,2)|numeric(10,2)",
                "timestamp(3) with time zone|timestamp(3) with time zone",
                "character varying(40)|character varying(40)",
                "NUMBER(12)|numeric(12)"
            })
    void mapsTheWholeTypeWhateverItsCase(String source, String target) {
        assertThat(TYPES.targetType(source)).isEqualTo(target);
    }

    @Test
    void theRuleThatWasRegisteredLastGoesFirst() {
        assertThat(TYPES.targetType("DATE")).isEqualTo("timestamp(0)");
        assertThat(TypeMapping.standard().targetType("DATE")).isEqualTo("date");
    }

    @Test
    void aTypeThatNoRuleMapsIsNamed() {
        assertThatThrownBy(() -> TYPES.targetType("geometry"))
                .hasMessage("no rule maps the type 'geometry'; add one to the TypeMapping");
    }

    @Test
    void aRuleCannotMakeMoreThanAType() {
        assertThatThrownBy(() -> TYPES.targetType("evil")).hasMessageContaining("is not written as a type");
    }
}
