package dev.dagrunr.spring;

import dev.dagrunr.dag.Attempt;
import dev.dagrunr.engine.EngineObserver;
import dev.dagrunr.engine.RunInfo;
import java.time.Duration;
import java.util.List;

/** Tells several. What one of them throws, those after it do not hear of. */
record Observers(List<EngineObserver> all) implements EngineObserver {
    @Override
    public void attemptStarted(Attempt attempt, Duration waited) {
        all.forEach(observer -> observer.attemptStarted(attempt, waited));
    }

    @Override
    public void attemptEnded(AttemptEnd end) {
        all.forEach(observer -> observer.attemptEnded(end));
    }

    @Override
    public void runEnded(RunInfo run) {
        all.forEach(observer -> observer.runEnded(run));
    }
}
