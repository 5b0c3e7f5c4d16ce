package dev.dagrunr.migration.transform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TransformersTest {
    private static final List<SourceColumn> USERS = List.of(
            new SourceColumn("public", "users", "id", "integer"),
            new SourceColumn("public", "users", "email", "text"),
            new SourceColumn("public", "users", "born", "date"));

    @Test
    void changedColumnsAreToldInTheOrderOfTheTable() {
        var transform = Transformers.none()
                .withColumn("*", "born", Masks.toNull())
                .withColumn("users", "email", Masks.toNull())
                .of("public", "users", USERS);

        assertThat(transform.changed()).containsExactly("email", "born");
    }

    @Test
    void aTransformerOfRowsMayChangeEveryColumn() {
        var transform = Transformers.none().withRows("users", row -> {}).of("public", "users", USERS);

        assertThat(transform.changed()).containsExactly("id", "email", "born");
    }

    @Test
    void tablesThatNothingIsRegisteredForArriveAsTheyAre() {
        var transformers = Transformers.none().withColumn("users", "email", Masks.toNull());

        assertThat(transformers.of("public", "orders", USERS).isNothing()).isTrue();
        assertThat(transformers.of("public", "users", USERS).isNothing()).isFalse();
    }
}
