package dev.dagrunr.dag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SensingTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private final AtomicInteger looks = new AtomicInteger();

    private TestedRun run(Sensing how, int foundAt) {
        return run(how, foundAt, RetryPolicy.none());
    }

    private TestedRun run(Sensing how, int foundAt, RetryPolicy retries) {
        var dag = Dag.named("sensing");
        var found = dag.task("file")
                .retries(retries)
                .waitsFor(
                        String.class,
                        how,
                        context -> looks.incrementAndGet() == foundAt ? Optional.of("here") : Optional.empty());
        dag.task("load").reads(found).runs(String.class, (name, context) -> name + "!");
        return DagTester.of(dag.build()).run();
    }

    @Test
    void looksAgainUntilItFindsSomethingInOneTry() {
        var run = run(Sensing.reschedule(MINUTE), 3);

        assertThat(run.value("load")).isEqualTo("here!");
        assertThat(run.tries("file")).isEqualTo(1);
        assertThat(run.elapsed()).isEqualTo(Duration.ofMinutes(2));
        assertThat(run.transcript())
                .contains(
                        "file running try 1\nfile up_for_reschedule in PT1M\nfile up_for_reschedule in PT1M\nfile success");
    }

    @Test
    void isShownAsRunningWhileItKeepsItsSlots() {
        assertThat(run(Sensing.poke(MINUTE), 2).transcript())
                .contains("file running try 1\nfile running, looks again in PT1M\nfile success");
    }

    @Test
    void aTimeoutFailsWhateverRetriesAreLeft() {
        var run = run(Sensing.poke(MINUTE).withTimeout(Duration.ofMinutes(2)), 99, RetryPolicy.fixedDelay(3, MINUTE));

        assertThat(run.state("file")).isEqualTo(TaskState.FAILED);
        assertThat(run.tries("file")).isEqualTo(1);
        assertThat(run.reason("file")).isEqualTo("It waited PT3M, but may wait PT2M at most");
        assertThat(looks).hasValue(4);
    }

    @Test
    void aTimeoutSkipsWhereItFailsSoftly() {
        var run = run(Sensing.poke(MINUTE).withTimeout(Duration.ZERO).withSoftFail(), 99);

        assertThat(run.state("file")).isEqualTo(TaskState.SKIPPED);
        assertThat(run.state("load")).isEqualTo(TaskState.SKIPPED);
        assertThat(run.state()).isEqualTo(RunState.SUCCESS);
    }

    @Test
    void whatALookThrowsIsRetriedAndTheTimeoutGoesOnOnlyUnderReschedule() {
        assertThat(brokenOnce(Sensing.poke(MINUTE)).state("file")).isEqualTo(TaskState.SUCCESS);
        looks.set(0);
        assertThat(brokenOnce(Sensing.reschedule(MINUTE)).state("file")).isEqualTo(TaskState.FAILED);
    }

    /** Two looks, a failure, two more looks: three minutes in the first try and two in the second. */
    private TestedRun brokenOnce(Sensing how) {
        var dag = Dag.named("broken_once");
        dag.task("file")
                .retries(RetryPolicy.fixedDelay(1, MINUTE))
                .waitsFor(
                        String.class,
                        how.withTimeout(Duration.ofMinutes(3)),
                        context -> switch (looks.incrementAndGet()) {
                            case 3 -> throw new IllegalStateException("broken");
                            case 6 -> Optional.of("here");
                            default -> Optional.empty();
                        });
        return DagTester.of(dag.build()).run();
    }

    @Test
    void aFailureWithoutRetrySkipsWhereItFailsSoftlyAndAnyOtherDoesNot() {
        var dag = Dag.named("soft");
        dag.task("final").waitsFor(String.class, Sensing.poke(MINUTE).withSoftFail(), context -> {
            throw new TaskFailedException("no such bucket");
        });
        dag.task("other").waitsFor(String.class, Sensing.poke(MINUTE).withSoftFail(), context -> {
            throw new IllegalStateException("no network");
        });
        var run = DagTester.of(dag.build()).run();

        assertThat(run.state("final")).isEqualTo(TaskState.SKIPPED);
        assertThat(run.state("other")).isEqualTo(TaskState.FAILED);
    }

    @Test
    void eachElementIsWaitedForByItself() {
        var dag = Dag.named("each");
        var each = dag.task("wait")
                .expand(Expandable.of(java.util.List.of(1, 2, 3)))
                .waitsFor(
                        Integer.class,
                        Sensing.reschedule(MINUTE),
                        (n, context) -> looks.incrementAndGet() > 3 ? Optional.of(n * 10) : Optional.empty());
        var run = DagTester.of(dag.build()).run();
        assertThat(run.value(each)).containsExactly(10, 20, 30);
    }

    @Test
    void exponentialWaitsDoubleWithinTheirBounds() {
        var how = Sensing.poke(Duration.ofSeconds(10)).withBackoff().withTimeout(Duration.ofHours(1));
        assertThat(how.waitAfter(1, Duration.ZERO, 0)).isEqualTo(Duration.ofSeconds(5));
        assertThat(how.waitAfter(2, Duration.ZERO, 3)).isEqualTo(Duration.ofSeconds(13));
        assertThat(how.waitAfter(3, Duration.ZERO, 19)).isEqualTo(Duration.ofSeconds(39));
        assertThat(how.waitAfter(30, Duration.ofMinutes(50), 0)).isEqualTo(Duration.ofMinutes(10));
        assertThat(how.waitAfter(5_000, Duration.ofHours(2), 0)).isEqualTo(Duration.ZERO);
        assertThat(how.withBackoff(Duration.ofSeconds(20)).waitAfter(9, Duration.ZERO, 0))
                .isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void aNegativeTimeIsRefused() {
        assertThatThrownBy(() -> Sensing.poke(MINUTE.negated()))
                .hasMessage("interval is PT-1M, but must not be negative");
    }
}
