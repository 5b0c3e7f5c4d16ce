package dev.dagrunr.spring;

import dev.dagrunr.engine.DagRunr;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What health says of the engine.
 *
 * @param up whether the metadata database answers and, where this process runs tasks, its lease holds
 */
record DagrunrStatus(boolean up, Map<String, Object> details) {
    /** @throws dev.dagrunr.engine.DagRunrException when the metadata database does not answer */
    static DagrunrStatus of(DagRunr dagrunr, String nodeName, boolean takesWork) {
        var nodes = dagrunr.nodes();
        boolean alive =
                nodes.stream().anyMatch(node -> node.alive() && node.name().equals(nodeName));
        var load = dagrunr.load();
        var details = new LinkedHashMap<String, Object>();
        details.put("node", nodeName);
        details.put("lease", !takesWork ? "none: this process runs no tasks" : alive ? "held" : "lost");
        details.put("nodes", nodes.stream().filter(node -> node.alive()).count());
        details.put("runningRuns", load.runningRuns());
        details.put("queuedTasks", load.queued());
        return new DagrunrStatus(alive || !takesWork, details);
    }
}
