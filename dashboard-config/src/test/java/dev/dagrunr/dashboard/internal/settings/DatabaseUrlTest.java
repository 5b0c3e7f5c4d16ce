package dev.dagrunr.dashboard.internal.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://ada:s%40cret+@db.example:5433/meta?sslmode=require",
                "postgres://ada:s%40cret+@db.example:5433/meta?sslmode=require",
                "jdbc:postgresql://db.example:5433/meta?user=ada&password=s%40cret%2B&sslmode=require"
            })
    void readsBothSpellings(String text) {
        var url = DatabaseUrl.parse(text);
        assertThat(url.user()).isEqualTo("ada");
        assertThat(url.password()).isEqualTo("s@cret+");
        assertThat(url.jdbcUrl()).isEqualTo("jdbc:postgresql://db.example:5433/meta?sslmode=require");
        assertThat(url.toString()).isEqualTo("postgresql://ada@db.example:5433/meta");
    }

    @Test
    void theDataSourceKnowsWhatTheAddressSays() {
        var source = DatabaseUrl.parse("postgresql://ada:pw@[::1]/m%20eta").dataSource();
        assertThat(source.getUser()).isEqualTo("ada");
        assertThat(source.getPassword()).isEqualTo("pw");
        assertThat(source.getDatabaseName()).isEqualTo("m eta");
        assertThat(source.getPortNumbers()).containsExactly(5432);
        assertThat(source.getServerNames()).containsExactly("[::1]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mysql://ada:secret@db/meta",
                "postgresql://ada:secret@db",
                "postgresql:///meta?password=secret",
                "postgresql://ada:secret%@db/meta",
                "postgresql://ada:se cret@db/meta",
                "postgresql://ada:secret@db/meta?sslmode",
                "secret"
            })
    void saysWhatIsWrongWithoutTheSecret(String text) {
        assertThatThrownBy(() -> DatabaseUrl.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("postgresql://user:password@host:5432/database")
                .satisfies(error -> assertThat(error.getMessage()).doesNotContain("secret", "cret@"))
                .hasNoCause();
    }
}
