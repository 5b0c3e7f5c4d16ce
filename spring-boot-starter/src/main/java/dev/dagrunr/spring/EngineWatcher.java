package dev.dagrunr.spring;

import dev.dagrunr.engine.DagRunr;

/** Gets the engine once there is one, without being made after it. */
@FunctionalInterface
interface EngineWatcher {
    void watch(DagRunr dagrunr);
}
