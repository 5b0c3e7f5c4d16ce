package dev.dagrunr.examples;

import dev.dagrunr.engine.EngineObserver;
import java.time.Duration;
import java.util.function.Consumer;

/** Says which attempts took long: an observer of one's own. */
// begin: observer
public final class SlowTasks implements EngineObserver {
    private final Duration limit;
    private final Consumer<String> warn;

    public SlowTasks(Duration limit, Consumer<String> warn) {
        this.limit = limit;
        this.warn = warn;
    }

    @Override
    public void attemptEnded(AttemptEnd end) {
        if (end.took().compareTo(limit) > 0) {
            warn.accept(end.attempt().taskName() + " of " + end.attempt().dagId() + " took " + end.took());
        }
    }
}
// end: observer
