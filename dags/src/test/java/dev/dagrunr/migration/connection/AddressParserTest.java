package dev.dagrunr.migration.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressParserTest {
    private static Address parse(String value) {
        return new AddressParser("shop", "DAGRUNR_CONN_SHOP").parse(value);
    }

    @Test
    void readsEveryPartOfAUri() {
        var address = parse("postgresql://ada:s%40cret%2F1@db.example:5433/sales?sslmode=require&connect_timeout=3");

        assertThat(address.hosts()).containsExactly(new Address.Host("db.example", 5433));
        assertThat(address.database()).isEqualTo("sales");
        assertThat(address.user()).isEqualTo("ada");
        assertThat(address.password()).isEqualTo("s@cret/1");
        assertThat(address.properties()).containsEntry("sslmode", "require").containsEntry("connectTimeout", "3");
    }

    @Test
    void keepsAPlusAndTakesTheLastAtForTheEndOfThePassword() {
        assertThat(parse("postgres://u:a+b@c@h/d").password()).isEqualTo("a+b@c");
    }

    @Test
    void fillsInPortAndDatabase() {
        var address = parse("postgresql://ada@[::1]");

        assertThat(address).hasToString("[::1]:5432/ada");
        assertThat(address.password()).isNull();
    }

    @Test
    void readsSeveralHosts() {
        assertThat(parse("postgresql://u:p@a:1,b:2/d?target_session_attrs=read-write"))
                .satisfies(address -> assertThat(address.url()).isEqualTo("jdbc:postgresql://a:1,b:2/d"))
                .satisfies(address -> assertThat(address.properties()).containsEntry("targetServerType", "primary"));
    }

    @Test
    void readsTheJsonFormOfAirflow() {
        var address = parse("""
                {"conn_type": "postgres", "host": "db", "login": "ada", "password": "p:/@ w", "port": "5433",
                 "schema": "sales", "extra": "{\\"sslmode\\": \\"prefer\\", \\"cursor\\": \\"dictcursor\\"}"}
                """);

        assertThat(address).hasToString("db:5433/sales");
        assertThat(address.password()).isEqualTo("p:/@ w");
        assertThat(address.options()).containsOnlyKeys("sslmode");
        assertThat(parse("{\"host\": \"db\", \"port\": 5433, \"schema\": \"x\", \"extra\": {\"sslmode\": \"allow\"}}")
                        .options())
                .containsEntry("sslmode", "allow");
    }

    @Test
    void showsNoCredentialsAsText() {
        assertThat(parse("postgresql://ada:hunter2@h/d")).hasToString("h:5432/d");
        assertThat(parse("postgresql://ada:hunter2@h/d").url()).doesNotContain("hunter2", "ada");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hunter2",
                "mysql://ada:hunter2@h/d",
                "postgresql://ada:hunter2",
                "postgresql://ada:hunter2@h:99999/d",
                "postgresql://ada:hunter2@h:port/d",
                "postgresql://ada:hun%ter2@h/d",
                "postgresql://ada:?hunter2@h/d",
                "postgresql://ada:hunter2?x@h/d",
                "postgresql://ada:#hunter2@h/d?hunter2=1",
                "postgresql://ada:hunter2@h",
                "postgresql://ada:p@h/d?hunter2",
                "postgresql://ada@hunter2 x/d",
                "postgresql://ada:hunter2@/d?host=/var/run",
                "{\"password\": hunter2}",
                "{\"password\": \"hunter2\"",
                "{\"password\": \"hunter2\"} hunter2",
                "{\"conn_type\": \"mysql\", \"password\": \"hunter2\"}",
                "{\"password\": \"hunter2\", \"host\": \"h\"}",
                "{\"password\": {\"hunter2\": 1}, \"host\": \"h\", \"schema\": \"d\"}",
                "{\"host\": \"h\", \"schema\": \"d\", \"extra\": \"hunter2\"}",
                "{\"host\": \"h\", \"schema\": \"d\", \"extra\": {\"hunter2\": \"x\"}}",
            })
    void neverQuotesWhatItCannotRead(String value) {
        assertThatThrownBy(() -> {
                    var address = parse(value);
                    // "ada:hunter2@h" without a path is a whole address: the database is named like the user.
                    throw new ConnectionException("shop", "shop DAGRUNR_CONN_SHOP reads " + address, null);
                })
                .isInstanceOf(ConnectionException.class)
                .hasMessageContaining("DAGRUNR_CONN_SHOP")
                .hasMessageContaining("shop")
                .hasNoCause()
                .satisfies(e -> assertThat(e.toString()).doesNotContain("hunter2", "hun%"));
    }

    @Test
    void saysWhatIsWrong() {
        assertThatThrownBy(() -> parse("postgresql://u:p@h:0/d")).hasMessageContaining("1 to 65535");
        assertThatThrownBy(() -> parse("postgresql://u:p@h/d?ssl_mode=require")).hasMessageContaining("sslmode");
        assertThatThrownBy(() -> parse("{\"a\": }")).hasMessageContaining("line 1, column");
    }
}
