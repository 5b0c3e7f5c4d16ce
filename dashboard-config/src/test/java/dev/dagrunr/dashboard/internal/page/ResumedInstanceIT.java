package dev.dagrunr.dashboard.internal.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.NoParams;
import dev.dagrunr.dag.RunState;
import dev.dagrunr.dashboard.internal.web.Request;
import dev.dagrunr.engine.DagRunr;
import dev.dagrunr.migration.connection.Connections;
import dev.dagrunr.testsupport.PostgresExtension;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The page of an instance whose last attempt went on where an earlier one had stopped. */
class ResumedInstanceIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.create();

    @Test
    void showsHowFastThisAttemptWas() throws Exception {
        var dag = Dag.named("resumed");
        dag.task("move").runs(Integer.class, context -> {
            context.resumed(900_000, 45_000_000);
            context.progress(1_000_000, 1_000_000, 50_000_000);
            return 0;
        });
        var built = dag.build();
        try (var connections = Connections.from(Map.of());
                var dagrunr = DagRunr.configure()
                        .dataSource(POSTGRES.database().dataSource())
                        .dags(built)
                        .parallelism(1)
                        .start()) {
            var run = dagrunr.runner(built).trigger(new NoParams());
            assertThat(run.await(Duration.ofSeconds(30))).isEqualTo(RunState.SUCCESS);
            itTook(Duration.ofSeconds(100));

            var page = new InstancePage(new Operations(dagrunr, connections))
                    .page(Request.get(
                            "/", Map.of("dag", "resumed", "run", run.runId(), "task", "move", "index", "-1")));

            assertThat(page.fragments().get(0).html().markup())
                    .contains("<dt>Bytes</dt><dd class=\"num\">50.0 MB</dd>")
                    .contains("<dt>A second</dt><dd class=\"num\">1,000 rows, 50 kB</dd>");
        }
    }

    private static void itTook(Duration time) throws SQLException {
        try (var connection = POSTGRES.database().dataSource().getConnection();
                var statement = connection.prepareStatement(
                        "update dagrunr.task_instance set started_at = ended_at - make_interval(secs => ?)")) {
            statement.setLong(1, time.toSeconds());
            statement.executeUpdate();
        }
    }
}
