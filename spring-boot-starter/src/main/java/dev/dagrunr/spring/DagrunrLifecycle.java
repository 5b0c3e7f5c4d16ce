package dev.dagrunr.spring;

import dev.dagrunr.engine.DagRunr;
import java.time.Duration;
import org.springframework.context.SmartLifecycle;

/**
 * Lets the engine run tasks once all other parts of the application have started, and stops it before any of them stops, so that
 * bodies find what they use.
 */
final class DagrunrLifecycle implements SmartLifecycle {
    private final DagRunr dagrunr;
    private final Duration grace;
    private volatile boolean running;
    private volatile boolean stopped;

    DagrunrLifecycle(DagRunr dagrunr, Duration grace) {
        this.dagrunr = dagrunr;
        this.grace = grace;
    }

    @Override
    public synchronized void start() {
        if (stopped) {
            throw new IllegalStateException(
                    "DagRunr was stopped with its application context and cannot start again; make a new context");
        }
        dagrunr.takeWork();
        running = true;
    }

    @Override
    public synchronized void stop() {
        running = false;
        stopped = true;
        dagrunr.close(grace);
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /**
     * Spring Framework 7 pauses contexts of tests that it keeps for later; this one goes on. Earlier versions do not know the
     * method.
     */
    public boolean isPauseable() {
        return false;
    }
}
