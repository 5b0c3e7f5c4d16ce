package dev.dagrunr.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.NoParams;
import dev.dagrunr.dag.RunState;
import dev.dagrunr.testsupport.PostgresExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the observer of a node is told, and when. */
class ObserverIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.create();

    private final List<RunInfo> ended = Collections.synchronizedList(new ArrayList<>());

    private final EngineObserver observer = new EngineObserver() {
        @Override
        public void runEnded(RunInfo run) {
            ended.add(run);
        }
    };

    @Test
    void isToldOfARunWhoseLastTaskEndsWhileTheNodeCloses() throws Exception {
        var node = new CompletableFuture<DagRunr>();
        var closer = new CompletableFuture<Thread>();
        var dag = Dag.named("closes_its_node");
        dag.task("close").runs(Void.class, context -> {
            var closing = new Thread(node.join()::close);
            closing.start();
            // it waits for this task
            await().until(() -> closing.getState() == Thread.State.TIMED_WAITING);
            closer.complete(closing);
            return null;
        });
        var built = dag.build();
        try (var pool = Pools.of(POSTGRES.database())) {
            node.complete(DagRunr.configure()
                    .dataSource(pool)
                    .dags(built)
                    .observer(observer)
                    .start());

            node.join().runner(built).trigger(new NoParams());
            closer.join().join(Duration.ofSeconds(30).toMillis());

            assertThat(ended).extracting(RunInfo::state).containsExactly(RunState.SUCCESS);
        }
    }
}
