package dev.dagrunr.migration.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PoolSizeTest {
    @Test
    void aPoolHoldsTwoSessionsForEachTaskAndAFewMore() {
        assertThat(PoolSize.from(Map.of())).isEqualTo(new PoolSize(0, 36));
        assertThat(PoolSize.from(Map.of("AIRFLOW__CORE__PARALLELISM", "4"))).isEqualTo(new PoolSize(0, 12));
        assertThat(PoolSize.from(Map.of("DAGRUNR_PARALLELISM", "2", "AIRFLOW__CORE__PARALLELISM", "4")))
                .isEqualTo(new PoolSize(0, 8));
        assertThat(PoolSize.from(Map.of("PG_POOL_MINCONN", "3", "PG_POOL_MAXCONN", "5")))
                .isEqualTo(new PoolSize(3, 5));
    }

    @Test
    void aWrongSizeIsRefusedBeforeAConnectionIsOpened() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Connections.from(Map.of("PG_POOL_MAXCONN", "many")))
                .withMessage("PG_POOL_MAXCONN is 'many'; it must be a number of at least 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Connections.from(Map.of("PG_POOL_MINCONN", "9", "PG_POOL_MAXCONN", "4")))
                .withMessage("PG_POOL_MINCONN is '9', more than the 4 sessions that a connection has at most;"
                        + " lower it, or set PG_POOL_MAXCONN to more");
    }
}
