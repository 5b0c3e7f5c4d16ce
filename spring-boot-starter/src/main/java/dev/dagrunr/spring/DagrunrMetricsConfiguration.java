package dev.dagrunr.spring;

import dev.dagrunr.micrometer.DagrunrMetrics;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Metrics where the application has Micrometer; its actuator binds them to every registry, since they are a binder. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(name = "io.micrometer.core.instrument.binder.MeterBinder")
class DagrunrMetricsConfiguration {
    @Bean
    @ConditionalOnMissingBean
    DagrunrMetrics dagrunrMetrics() {
        return new DagrunrMetrics();
    }

    @Bean
    EngineWatcher dagrunrMetricsWatcher(DagrunrMetrics metrics) {
        return metrics::watch;
    }
}
