package dev.dagrunr.engine.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.Param;
import dev.dagrunr.engine.DagRunr;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a DAG says of the conf that it takes, and that it holds a conf to it. */
class ParamsSchemaTest {
    enum Mode {
        FAST,
        SAFE
    }

    record Params(
            @Param(description = "Where to read", pattern = "[a-z_]+", maxLength = 10)
            String source,

            @Param(min = 1, max = 9) int count,
            @Param(min = 0) double factor,
            @Param(choices = {"red", "green"}) String colour,
            Mode mode,
            List<String> tables,
            Optional<Duration> patience) {}

    private static Dag<Params> dag() {
        var dag = Dag.named("described", Params.class);
        dag.task("only").runs(Integer.class, context -> 1);
        return dag.build();
    }

    @Test
    void describesEachKeyWithItsBounds() {
        assertThat(ParamsSchema.of(dag()))
                .isEqualTo(
                        "{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\",\"type\":\"object\",\"properties\":{"
                                + "\"source\":{\"type\":\"string\",\"description\":\"Where to read\",\"maxLength\":10,"
                                + "\"pattern\":\"^(?:[a-z_]+)$\"},"
                                + "\"count\":{\"type\":\"integer\",\"minimum\":1,\"maximum\":9},"
                                + "\"factor\":{\"type\":\"number\",\"minimum\":0},"
                                + "\"colour\":{\"type\":\"string\",\"enum\":[\"red\",\"green\"]},"
                                + "\"mode\":{\"enum\":[\"fast\",\"safe\"]},"
                                + "\"tables\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}},"
                                + "\"patience\":{\"type\":[\"string\",\"null\"],\"format\":\"duration\"}},"
                                + "\"required\":[\"source\",\"count\",\"factor\",\"colour\",\"mode\",\"tables\"],"
                                + "\"additionalProperties\":false}");
    }

    @Test
    void namesEveryFaultOfAConfAtOnce() {
        var conf = "{\"source\": \"Much too long\", \"count\": 10, \"factor\": -0.5, \"colour\": \"blue\","
                + " \"mode\": \"safe\", \"tables\": []}";
        assertThatThrownBy(() -> DagRunr.readConf(dag(), conf))
                .hasMessage(
                        "The conf of DAG 'described' is not usable: key 'source' has 13 characters, but must have at"
                                + " most 10; key 'source' is 'Much too long', but must match [a-z_]+; key 'count' is 10, but"
                                + " must be at most 9; key 'factor' is -0.5, but must be at least 0; key 'colour' is 'blue',"
                                + " but must be one of red, green");
    }
}
