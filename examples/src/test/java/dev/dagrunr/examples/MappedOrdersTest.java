package dev.dagrunr.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dagrunr.dag.DagTester;
import dev.dagrunr.dag.TaskState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class MappedOrdersTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    @Test
    void packsEachItemOfEachOrder() {
        var run = DagTester.of(MappedOrders.dag()).run();

        assertThat(run.value("per_order.pack"))
                .isEqualTo(java.util.List.of(
                        new MappedOrders.Parcel("A-17", "lamp"),
                        new MappedOrders.Parcel("A-17", "bulb"),
                        new MappedOrders.Parcel("A-18", "chair")));
        assertThat(run.log("per_order.pack")).contains("per_order.pack[0/1] info: Packing per_order.pack [A-17/1]");
        assertThat(run.value("ship")).isEqualTo(3);
    }

    @Test
    void anOrderThatFailsLeavesTheOthersAlone() {
        var run = DagTester.of(MappedOrders.dag())
                .fail("per_order.items", 0, "no stock")
                .run();

        assertThat(run.states("per_order.pack")).containsExactly(TaskState.UPSTREAM_FAILED, TaskState.SUCCESS);
    }

    @Test
    void theGuideShowsTheExampleWordForWord() throws IOException {
        var guide = Files.readString(ROOT.resolve("docs/mapping.md"));
        var source = Files.readString(ROOT.resolve("examples/src/main/java/dev/dagrunr/examples/MappedOrders.java"));
        var region = Pattern.compile("// begin: mapped\\R(.*?)\\s*// end: mapped", Pattern.DOTALL)
                .matcher(source);

        assertThat(region.find()).isTrue();
        assertThat(guide.replaceAll("\\s+", "")).contains(region.group(1).replaceAll("\\s+", ""));
    }
}
