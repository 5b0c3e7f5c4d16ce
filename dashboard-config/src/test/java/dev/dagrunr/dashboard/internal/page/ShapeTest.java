package dev.dagrunr.dashboard.internal.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShapeTest {

    @Test
    void aTaskIsMappedByItselfOrWithAGroupThatHoldsIt() {
        var shape = Shape.read("""
                {
                  "tasks": [
                    {"id": "list"},
                    {"id": "each", "expansion": {"task": "list"}},
                    {"id": "load.copy", "group": "load"},
                    {"id": "load.check.count", "group": "load.check"},
                    {"id": "loaded", "group": "loads"}
                  ],
                  "mapped_groups": {"load": {"task": "list"}}
                }
                """);

        assertThat(shape.tasks())
                .filteredOn(Shape.Task::mapped)
                .extracting(Shape.Task::id)
                .containsExactly("each", "load.copy", "load.check.count");
    }
}
