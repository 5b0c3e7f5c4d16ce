package dev.dagrunr.dashboard.internal.node;

import dev.dagrunr.engine.DagRunr;
import dev.dagrunr.micrometer.DagrunrMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/** What this process does, for Prometheus: the engine and the JVM. Thread-safe. */
public final class AppMetrics {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final DagrunrMetrics engine = new DagrunrMetrics();

    public AppMetrics() {
        engine.bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
    }

    /** To be told by an engine. */
    public DagrunrMetrics observer() {
        return engine;
    }

    /** Has the gauges ask this engine. */
    public void watch(DagRunr dagrunr) {
        engine.watch(dagrunr);
    }

    /** All of it in Prometheus' text format. */
    public String text() {
        return registry.scrape();
    }
}
