package dev.dagrunr.dag;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * How long a retry waits, by the rows of a table transcribed from Airflow's own tests that are about that; those about clearing
 * and marking are the engine's, beside its store.
 */
class RetryConformanceTest {
    private static final Duration HOUR = Duration.ofHours(1);

    static List<ConformanceRow> rows() {
        return ConformanceRow.runBy(RetryConformanceTest.class, "clear_retry_backfill_cases.tsv");
    }

    @ParameterizedTest
    @MethodSource("rows")
    void waitsAsAirflowDoes(ConformanceRow row) {
        var half = RetryPolicy.exponential(5, Duration.ofSeconds(30)).withMaxDelay(HOUR);
        switch (row.id()) {
            case "CR026" -> assertWaits(half, 0, 15, 30);
            case "CR029" -> assertWaits(half, 9, 3600, 3600);
            case "CR030" -> assertWaits(half, 50, 3600, 3600);
            case "CR031" -> assertWaits(half, 5000, 3600, 3600);
            case "CR032" -> assertWaits(half, 50000, 3600, 3600);
            case "CR034" ->
                assertWaits(RetryPolicy.exponential(5, Duration.ofMillis(500)).withMaxDelay(HOUR), 0, 1, 1);
            case "CR037" ->
                assertWaits(RetryPolicy.exponential(5, Duration.ofMinutes(4)).withMultiplier(5), 2, 1200, 6000);
            default -> throw row.untested();
        }
    }

    private static void assertWaits(RetryPolicy policy, int tryNumber, int least, int most) {
        assertThat(IntStream.range(-50, 50).mapToObj(spread -> policy.waitAfter(tryNumber, spread * 7919)))
                .allSatisfy(wait -> assertThat(wait).isBetween(Duration.ofSeconds(least), Duration.ofSeconds(most)));
    }
}
