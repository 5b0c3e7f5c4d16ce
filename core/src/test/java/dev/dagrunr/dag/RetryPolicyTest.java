package dev.dagrunr.dag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void waitsTheSameAfterEachTryWithAFixedDelay() {
        var policy = RetryPolicy.fixedDelay(3, Duration.ofSeconds(30));

        assertThat(IntStream.rangeClosed(1, 3).mapToObj(tryNumber -> policy.waitAfter(tryNumber, 12345)))
                .containsOnly(Duration.ofSeconds(30));
    }

    @Test
    void doublesTheExponentialWaitFromTryToTry() {
        var policy = RetryPolicy.exponential(5, Duration.ofSeconds(10));

        assertThat(IntStream.rangeClosed(1, 4).mapToObj(tryNumber -> policy.waitAfter(tryNumber, 0)))
                .containsExactly(
                        Duration.ofSeconds(10), Duration.ofSeconds(20), Duration.ofSeconds(40), Duration.ofSeconds(80));
    }

    @Test
    void spreadsExponentialWaitsBetweenOnceAndTwiceTheBase() {
        var policy = RetryPolicy.exponential(5, Duration.ofSeconds(10));

        assertThat(policy.waitAfter(2, 7)).isEqualTo(Duration.ofSeconds(27));
        assertThat(policy.waitAfter(2, 27)).isEqualTo(Duration.ofSeconds(27));
        assertThat(policy.waitAfter(2, -1)).isEqualTo(Duration.ofSeconds(39));
        assertThat(policy.waitAfter(2, Integer.MIN_VALUE)).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(39));
    }

    @Test
    void roundsTheExponentialBaseUpToWholeSecondsAndToOneAtLeast() {
        assertThat(RetryPolicy.exponential(5, Duration.ofMillis(1100)).waitAfter(1, 0))
                .isEqualTo(SECOND.multipliedBy(2));
        assertThat(RetryPolicy.exponential(5, Duration.ZERO).waitAfter(3, 9)).isEqualTo(SECOND);
    }

    @Test
    void neverWaitsLongerThanTheLongestWait() {
        var longest = Duration.ofSeconds(15);

        assertThat(RetryPolicy.fixedDelay(3, Duration.ofMinutes(1))
                        .withMaxDelay(longest)
                        .waitAfter(1, 0))
                .isEqualTo(longest);
        assertThat(RetryPolicy.exponential(3, Duration.ofMinutes(1))
                        .withMaxDelay(longest)
                        .waitAfter(1, 0))
                .isEqualTo(longest);
    }

    @Test
    void neverWaitsExponentiallyForMoreThanADay() {
        var policy = RetryPolicy.exponential(5000, Duration.ofHours(20)).withMaxDelay(Duration.ofDays(9));

        assertThat(policy.waitAfter(1, 3600 * 10)).isEqualTo(Duration.ofHours(24));
        assertThat(policy.waitAfter(5000, 0)).isEqualTo(Duration.ofHours(24));
    }

    @Test
    void refusesWhatCannotBeMeant() {
        assertThatThrownBy(() -> RetryPolicy.fixedDelay(-1, SECOND)).hasMessage("retries is -1, but must be 0 or more");
        assertThatThrownBy(() -> RetryPolicy.fixedDelay(1, SECOND.negated()))
                .hasMessage("delay is PT-1S, but must not be negative");
        assertThatThrownBy(() -> RetryPolicy.none().withMaxDelay(SECOND.negated()))
                .hasMessage("maxDelay is PT-1S, but must not be negative");
    }
}
