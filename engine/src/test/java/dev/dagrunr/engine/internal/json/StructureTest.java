package dev.dagrunr.engine.internal.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.Expandable;
import dev.dagrunr.dag.NoParams;
import dev.dagrunr.dag.internal.model.Expansion;
import dev.dagrunr.dag.internal.model.Graph;
import dev.dagrunr.dag.internal.model.Task;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Shapes are stored with runs: what was stored once must be read as what it was. */
class StructureTest {
    /** One task of every kind, and one list of every kind. */
    private static Dag<NoParams> everything() {
        var dag = Dag.named("everything").maxMapLength(500).failFast();
        var server = dag.task("server").setup().runs(String.class, context -> "up");
        var letters = dag.task("letters").after(server).runsList(String.class, context -> List.of("a", "b"));
        var load = dag.group("load").after(server);
        var each = load.task("each").expand(letters).runs(String.class, (letter, context) -> letter);
        var combined = letters.cross(each)
                .map(pair -> pair.first() + pair.second())
                .zip(letters)
                .map(pair -> pair.first())
                .zipLongest(Expandable.of(List.of("x", "y", "z")), "", "")
                .map(pair -> pair.second())
                .concat(letters);
        var all = load.group("deep")
                .task("combined")
                .expand(combined)
                .labels(element -> "element " + element)
                .runs(String.class, (element, context) -> element);
        var gate = dag.task("gate").after(all).shortCircuits(context -> true);
        var next = dag.task("next").after(gate).shortCircuitsNext(context -> true);
        var branch = dag.task("branch").after(next).branches(context -> List.of("chosen"));
        var chosen = dag.task("chosen").after(branch).runs(String.class, context -> "chosen");
        var meeting = dag.task("meeting").after(chosen).empty();
        dag.task("end").after(meeting).teardownOf(server).runs(String.class, context -> "down");
        dag.task("end_for_good").after(meeting).criticalTeardownOf(server).runs(String.class, context -> "down");
        return dag.build();
    }

    @Test
    void isStoredAsItAlwaysWas() throws IOException {
        assertThat(lines(Structure.toJson(everything().graph()))).isEqualTo(golden());
    }

    @Test
    void isReadAsWhatWasStored() throws IOException {
        var restored = Structure.read(golden().replace("\n", ""));

        assertThat(lines(Structure.toJson(restored))).isEqualTo(golden());
    }

    @Test
    void decidesAsTheDagItself() {
        var graph = everything().graph();
        var restored = Structure.read(Structure.toJson(graph));

        assertThat(restored.rules()).isEqualTo(graph.rules());
        assertThat(traits(restored)).isEqualTo(traits(graph));
        for (var task : graph.tasks()) {
            assertThat(restored.isLeaf(task.id())).isEqualTo(graph.isLeaf(task.id()));
            assertThat(restored.watchedSetups(task.id())).isEqualTo(graph.watchedSetups(task.id()));
        }
        var lists =
                restored.task("load.deep.combined").expansion().orElseThrow().source();
        Expansion.Lengths<RuntimeException> lengths = list -> list.taskId().equals("letters") ? 4 : 5;
        assertThat(lists.tasks()).containsExactly("letters", "load.each");
        assertThat(lists.width(lengths)).isEqualTo(4 + 4);
    }

    private static Graph over(Expandable<?> list) {
        var dag = Dag.named("over");
        dag.task("each").expand(list).runs(String.class, (element, context) -> "done");
        return dag.build().graph();
    }

    @Test
    void knowsWhetherTwoVersionsGiveAnInstanceTheSameElement() {
        var letters = Expandable.of(List.of("a", "b"));
        var more = Expandable.of(List.of("a", "b", "c"));

        assertThat(Structure.sameLists("each", over(letters), over(more))).isTrue();
        assertThat(Structure.sameLists("each", over(letters.cross(letters)), over(letters.cross(letters))))
                .isTrue();
        assertThat(Structure.sameLists("each", over(letters.cross(letters)), over(letters.cross(more))))
                .isFalse();
        assertThat(Structure.sameLists("each", over(letters.cross(letters)), over(letters.zip(letters))))
                .isFalse();
    }

    @Test
    void keepsWhatGroupsAreExpandedOver() {
        var dag = Dag.named("mapped");
        var list = dag.task("list").runsList(Integer.class, context -> List.of(1));
        dag.group("outer").expand(list).tasks((outer, number) -> {
            var parts = outer.task("parts").reads(number).runsList(Integer.class, (n, context) -> List.of(n));
            return outer.group("inner")
                    .expand(parts)
                    .tasks((inner, part) -> inner.task("each").reads(part).runs(Integer.class, (n, context) -> n));
        });
        var graph = dag.build().graph();

        var restored = Structure.read(Structure.toJson(graph));

        assertThat(restored.scopes("outer.inner.each")).containsExactly("outer", "outer.inner");
        assertThat(restored.expansion("outer.inner.each", 1).source().tasks()).containsExactly("outer.parts");
        assertThat(Structure.sameLists("outer.inner.each", graph, restored)).isTrue();
        assertThat(Structure.toJson(restored)).isEqualTo(Structure.toJson(graph));
    }

    @Test
    void aDagThatLeavesThingsOpenStoresNoSettings() {
        var dag = Dag.named("plain");
        dag.task("only").runs(String.class, context -> "done");
        var graph = dag.build().graph();

        assertThat(Structure.read(Structure.toJson(graph)).rules()).isEqualTo(graph.rules());
        assertThat(Structure.toJson(graph)).doesNotContain("max_map_length");
    }

    private static Map<String, String> traits(Graph graph) {
        return graph.tasks().stream()
                .collect(Collectors.toMap(Task::id, task -> task.traits().toString()));
    }

    /** One task a line, so that a difference can be seen. */
    private static String lines(String json) {
        return json.replace("},{\"id\"", "},\n{\"id\"");
    }

    private static String golden() throws IOException {
        try (var file =
                Objects.requireNonNull(StructureTest.class.getResourceAsStream("/stored/structure-everything.json"))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }
}
