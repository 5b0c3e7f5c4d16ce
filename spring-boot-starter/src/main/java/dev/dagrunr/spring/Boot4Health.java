package dev.dagrunr.spring;

import dev.dagrunr.engine.DagRunr;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Health by the classes of Spring Boot 4. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(name = "org.springframework.boot.health.contributor.AbstractHealthIndicator")
class Boot4Health {
    @Bean
    @ConditionalOnBean(DagRunr.class)
    @ConditionalOnMissingBean(name = "dagrunrHealthIndicator")
    AbstractHealthIndicator dagrunrHealthIndicator(DagRunr dagrunr, NodeName name, DagrunrProperties properties) {
        return new AbstractHealthIndicator("DagRunr cannot say how it is") {
            @Override
            protected void doHealthCheck(Health.Builder health) {
                var status = DagrunrStatus.of(dagrunr, name.value(), properties.takesWork());
                (status.up() ? health.up() : health.down()).withDetails(status.details());
            }
        };
    }
}
