package dev.dagrunr.examples;

import dev.dagrunr.dag.Dag;
import dev.dagrunr.engine.DagRunr;
import dev.dagrunr.examples.WordCount.Text;
import dev.dagrunr.micrometer.DagrunrMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import javax.sql.DataSource;

/** An engine whose metrics go to a registry of the application. */
public final class MeasuredWords {
    private MeasuredWords() {}

    public static void run(DataSource dataSource, MeterRegistry registry, Dag<Text> dag) throws InterruptedException {
        var metrics = new DagrunrMetrics();
        metrics.bindTo(registry);
        try (var dagrunr = DagRunr.configure()
                .dataSource(dataSource)
                .dags(dag)
                .observer(metrics)
                .start()) {
            metrics.watch(dagrunr);
            dagrunr.runner(dag).trigger(new Text("to be or not to be")).await(Duration.ofMinutes(1));
        }
    }
}
