package dev.dagrunr.migration.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;

class UnreachableTest {
    private static final Address ADDRESS =
            new AddressParser("shop", "DAGRUNR_CONN_SHOP").parse("postgresql://ada:hunter2@db:5433/sales");

    @Test
    void aPoolWithoutAFreeSessionIsAnEnvironmentThatCanBeMended() {
        var failure = Unreachable.because(
                "shop", ADDRESS, new SQLTransientConnectionException("not available, request timed out."));

        assertThat(failure)
                .hasMessage(
                        "Connection 'shop' cannot open a session on db:5433/sales: not available, request timed out;"
                                + " all sessions of PG_POOL_MAXCONN may be in use: raise it, or run fewer tasks at once");
        assertThat(failure.sqlState()).isEqualTo("08001");
    }

    @Test
    void whatTheServerSaidIsKeptOnOneLine() {
        var failure =
                Unreachable.because("shop", ADDRESS, new SQLException("FATAL: sorry,\n  too many clients", "53300"));

        assertThat(failure).hasMessageContaining("FATAL: sorry, too many clients (SQLSTATE 53300); wait, lower");
        assertThat(failure.sqlState()).isEqualTo("53300");
    }
}
