package dev.dagrunr.dag;

import dev.dagrunr.dag.internal.model.Expansion;
import java.util.List;

/** What a group is expanded over, and the tasks that it comes from. */
record MappedList(Expansion expansion, List<TaskHandle> tasks) {
    MappedList {
        tasks = List.copyOf(tasks);
    }
}
