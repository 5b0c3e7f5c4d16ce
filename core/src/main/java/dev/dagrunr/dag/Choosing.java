package dev.dagrunr.dag;

import dev.dagrunr.dag.internal.model.Work;
import java.util.List;
import java.util.Set;

/** The body of a branch, which may choose among the tasks after it only. */
final class Choosing {
    private Choosing() {}

    static Work among(Set<String> downstream, String taskId, Work work) {
        if (!(work instanceof Work.Code code)) {
            return work;
        }
        return new Work.Code((inputs, context) -> {
            var value = code.body().run(inputs, context);
            var chosen = value == null
                    ? List.<String>of()
                    : ((List<?>) value).stream().map(String::valueOf).toList();
            var unknown = chosen.stream().filter(id -> !downstream.contains(id)).toList();
            if (!unknown.isEmpty()) {
                throw new IllegalArgumentException(
                        "Branch '%s' chose %s, but may choose only among the tasks directly after it: %s"
                                .formatted(taskId, String.join(", ", unknown), String.join(", ", downstream)));
            }
            return chosen;
        });
    }
}
