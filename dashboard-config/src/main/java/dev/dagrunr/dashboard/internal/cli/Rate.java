package dev.dagrunr.dashboard.internal.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** How fast a number grows, over the last few seconds. Not thread-safe. */
final class Rate {
    private static final Duration WINDOW = Duration.ofSeconds(5);

    private record Sample(Instant at, long value) {}

    private final Deque<Sample> samples = new ArrayDeque<>();

    /** @return the growth per second, 0 as long as there is too little to tell */
    long perSecond(Instant at, long value) {
        samples.addLast(new Sample(at, value));
        while (samples.size() > 2 && samples.getFirst().at().isBefore(at.minus(WINDOW))) {
            samples.removeFirst();
        }
        var oldest = samples.getFirst();
        var millis = Duration.between(oldest.at(), at).toMillis();
        return millis < 100 ? 0 : Math.max(0, (value - oldest.value()) * 1_000 / millis);
    }
}
