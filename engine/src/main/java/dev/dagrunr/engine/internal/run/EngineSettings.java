package dev.dagrunr.engine.internal.run;

import dev.dagrunr.engine.EngineObserver;
import dev.dagrunr.engine.Retention;
import java.time.Duration;
import java.time.InstantSource;

/** The settings of an engine, with their defaults filled in. */
public record EngineSettings(
        String nodeName,
        int parallelism,
        int maxActiveTasks,
        int maxActiveRuns,
        int maxMapLength,
        Duration lease,
        Limits limits,
        RunIds runIds,
        Retention retention,
        InstantSource clock,
        boolean takesWork,
        String jobTablePrefix,
        EngineObserver observer) {}
