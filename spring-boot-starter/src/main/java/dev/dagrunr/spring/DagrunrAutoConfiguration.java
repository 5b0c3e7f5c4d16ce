package dev.dagrunr.spring;

import dev.dagrunr.dag.Dag;
import dev.dagrunr.engine.DagRunr;
import dev.dagrunr.engine.DagRunrConfiguration;
import dev.dagrunr.engine.EngineObserver;
import java.util.function.ObjIntConsumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

/**
 * An engine with all {@link Dag} beans on the application's {@link DataSource}, as a {@link DagRunr} bean to trigger and watch
 * runs with. It runs tasks from when the application has started until it begins to stop. Has health where the actuator is,
 * metrics where Micrometer is, and tells every {@link EngineObserver} bean. Does nothing when there is no {@code DataSource}
 * bean, or {@code dagrunr.enabled} is false.
 *
 * <p>Compiled against Spring Boot 3 and used with 4 as well: the names of the data source's configuration are those of both.
 */
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration",
            "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration"
        })
@ConditionalOnBean(DataSource.class)
@ConditionalOnProperty(name = "dagrunr.enabled", matchIfMissing = true)
@EnableConfigurationProperties(DagrunrProperties.class)
@Import({DagrunrMetricsConfiguration.class, DagrunrAutoConfiguration.Engine.class, Boot3Health.class, Boot4Health.class
})
public class DagrunrAutoConfiguration {
    private static final Logger log = LoggerFactory.getLogger(DagrunrAutoConfiguration.class);

    /** Made by Spring. */
    public DagrunrAutoConfiguration() {}

    /** Imported, so that it comes before what is conditional on its bean. */
    static class Engine {
        @Bean
        @ConditionalOnMissingBean
        NodeName dagrunrNodeName(DagrunrProperties properties, Environment environment) {
            return NodeName.of(properties, environment);
        }

        /** Closed by the lifecycle; when the context fails to start, as a bean. */
        @Bean(destroyMethod = "close")
        @ConditionalOnMissingBean
        DagRunr dagrunr(
                DagrunrProperties properties,
                NodeName name,
                @DagrunrDataSource ObjectProvider<DataSource> marked,
                ObjectProvider<DataSource> primary,
                ObjectProvider<Dag<?>> dags,
                ObjectProvider<EngineObserver> observers,
                ObjectProvider<EngineWatcher> watchers,
                ListableBeanFactory beans) {
            OwnJobRunr.first(beans);
            var dataSource = marked.getIfAvailable(primary::getObject);
            var configuration = configuration(properties, name, dataSource)
                    .dags(dags.orderedStream().toArray(Dag<?>[]::new))
                    .observer(new Observers(observers.orderedStream().toList()));
            var dagrunr = properties.takesWork() ? configuration.prepare() : configuration.connect();
            watchers.forEach(watcher -> watcher.watch(dagrunr));
            return dagrunr;
        }

        @Bean
        @ConditionalOnMissingBean
        DagrunrLifecycle dagrunrLifecycle(DagRunr dagrunr, DagrunrProperties properties) {
            return new DagrunrLifecycle(dagrunr, properties.closeGrace());
        }
    }

    private static DagRunrConfiguration configuration(
            DagrunrProperties properties, NodeName name, DataSource dataSource) {
        int workers = PoolSize.workers(properties.parallelism(), PoolSize.of(dataSource));
        log.info("DagRunr node {} runs up to {} tasks at the same time.", name.value(), workers);
        var configuration = DagRunr.configure()
                .dataSource(dataSource)
                .nodeName(name.value())
                .parallelism(workers)
                .lease(properties.lease());
        set(configuration, properties.maxActiveTasks(), DagRunrConfiguration::maxActiveTasks);
        set(configuration, properties.maxActiveRuns(), DagRunrConfiguration::maxActiveRuns);
        set(configuration, properties.maxMapLength(), DagRunrConfiguration::maxMapLength);
        set(configuration, properties.maxValueBytes(), DagRunrConfiguration::maxValueBytes);
        set(configuration, properties.maxLogCharacters(), DagRunrConfiguration::maxLogCharacters);
        return properties.jobTablesOfItsOwn() ? configuration.jobTablesOfItsOwn() : configuration;
    }

    private static void set(
            DagRunrConfiguration configuration, @Nullable Integer value, ObjIntConsumer<DagRunrConfiguration> setting) {
        if (value != null) {
            setting.accept(configuration, value);
        }
    }
}
