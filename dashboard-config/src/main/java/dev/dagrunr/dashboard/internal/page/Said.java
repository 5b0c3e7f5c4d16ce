package dev.dagrunr.dashboard.internal.page;

import dev.dagrunr.dashboard.internal.web.Request;
import java.util.Map;

/** What a page says about an action that has just been done. The address names the sentence, and never is one. */
final class Said {
    private static final Map<String, String> SENTENCES = Map.of(
            "pool-set", "The pool is as you set it.",
            "pool-deleted", "The pool was deleted.",
            "cleared", "Cleared; the instances run again when their trigger rules let them.",
            "stopped", "The run was stopped.",
            "triggered", "The run was triggered.",
            "paused", "The DAG was paused.",
            "unpaused", "The DAG was unpaused.",
            "marked", "Marked.",
            "rerun", "The failed instances run again.");

    private Said() {}

    static String sentence(Request request) {
        return request.query("said")
                .map(said -> SENTENCES.getOrDefault(said, ""))
                .orElse("");
    }
}
