package dev.dagrunr.engine.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.Expandable;
import dev.dagrunr.dag.NoParams;
import dev.dagrunr.dag.Param;
import dev.dagrunr.dag.RetryPolicy;
import dev.dagrunr.dag.RunState;
import dev.dagrunr.dag.TriggerRule;
import dev.dagrunr.dag.TriggeredRun;
import dev.dagrunr.dag.internal.model.Expansion;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What was stored once is read for ever: the files in {@code /stored} are what a released version wrote. */
class StoredShapesTest {
    /** Every kind of component that people use. */
    record Conf1(
            String sourceConnId,
            @Param(min = 1) int chunkSize,
            boolean useUnloggedTables,
            List<String> excludeTables,
            Optional<String> note,
            Duration patience,
            Instant since,
            BigDecimal factor) {}

    private static final Conf1 CONF = new Conf1(
            "postgres_source",
            5000,
            true,
            List.of("a", "b"),
            Optional.empty(),
            Duration.ofSeconds(90),
            Instant.parse("2026-01-02T03:04:05Z"),
            new BigDecimal("1.10"));

    private static String stored(String file) {
        try (var stream = StoredShapesTest.class.getResourceAsStream("/stored/" + file)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Dag<NoParams> dag() {
        var child = Dag.named("child");
        child.task("only").runs(String.class, context -> "");
        var dag = Dag.named("shapes").retries(RetryPolicy.exponential(2, Duration.ofSeconds(30)));
        var list = dag.task("list").runsList(String.class, context -> List.of());
        var each = dag.task("each").expand(list).priorityWeight(7).runs(String.class, (element, context) -> element);
        var again = dag.task("again").expand(each).runs(String.class, (element, context) -> element);
        dag.task("literal").expand(Expandable.of(List.of("a", "b"))).runs(String.class, (element, context) -> element);
        var sub = dag.task("sub").triggers(child.build(), context -> new NoParams());
        dag.task("join")
                .reads(again.outcomes())
                .after(sub)
                .when(TriggerRule.ALL_DONE)
                .retries(RetryPolicy.none())
                .runs(String.class, (all, context) -> "");
        return dag.build();
    }

    @Test
    void theStructureOfADagIsWrittenAsItAlwaysWas() {
        assertThat(Structure.toJson(dag().graph())).isEqualTo(stored("structure-1.json"));
    }

    @Test
    void aStoredStructureDecidesLikeTheDagItself() {
        var graph = Structure.read(stored("structure-1.json"));

        assertThat(graph.tasks()).hasSameSizeAs(dag().graph().tasks()).allSatisfy(task -> {
            var original = dag().graph().task(task.id());
            assertThat(task.upstream()).isEqualTo(original.upstream());
            assertThat(task.options().rule()).isEqualTo(original.options().rule());
            assertThat(task.options().retries()).isEqualTo(original.options().retries());
            assertThat(task.options().priorityWeight())
                    .isEqualTo(original.options().priorityWeight());
            assertThat(task.expansion().map(expansion -> expansion.source().tasks()))
                    .isEqualTo(original.expansion()
                            .map(expansion -> expansion.source().tasks()));
        });
        assertThat(((Expansion.Literal)
                                graph.task("literal").expansion().orElseThrow().source())
                        .elements())
                .hasSize(2);
    }

    @Test
    void aConfIsWrittenAndReadInSnakeCase() {
        var dag = Dag.named("conf", Conf1.class);
        dag.task("only").runs(String.class, context -> "");

        assertThat(Json.write(CONF)).isEqualTo(stored("conf-1.json"));
        assertThat(Conf.stored(dag.build(), stored("conf-1.json"))).isEqualTo(CONF);
    }

    @Test
    void aConfOfAnOlderVersionTakesDefaultsForWhatCameLater() {
        var dag = Dag.named("conf", Conf1.class).defaults(CONF);
        dag.task("only").runs(String.class, context -> "");

        var read = Conf.stored(dag.build(), "{\"source_conn_id\": \"old\", \"gone\": 1}");

        assertThat(read.sourceConnId()).isEqualTo("old");
        assertThat(read.chunkSize()).isEqualTo(5000);
    }

    @Test
    void aConfIsOneObjectWithEachKeyOnce() {
        var dag = Dag.named("conf", Conf1.class).defaults(CONF);
        dag.task("only").runs(String.class, context -> "");
        var built = dag.build();

        for (var wrong : List.of("{\"chunk_size\": 1, \"chunk_size\": 2}", "{} {}", "[]", "", "{")) {
            assertThatThrownBy(() -> Conf.read(built, wrong)).hasMessageStartingWith("The conf of DAG 'conf' is not");
        }
    }

    @Test
    void theValueOfATriggeredRunIsWrittenAsItAlwaysWas() {
        assertThat(Json.write(new TriggeredRun("child", "r1", RunState.SUCCESS)))
                .isEqualTo("{\"dag_id\":\"child\",\"run_id\":\"r1\",\"state\":\"success\"}");
    }
}
