package dev.dagrunr.dashboard.internal.page;

import dev.dagrunr.engine.view.InstanceView;
import dev.dagrunr.engine.view.RunSummary;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The addresses of pages. Each begins with a slash and leads nowhere else. */
public final class Links {
    static final String DAGS = "/dagrunr/dags";

    private Links() {}

    static String dag(String dagId) {
        return DAGS + "/" + encoded(dagId);
    }

    static String trigger(String dagId) {
        return dag(dagId) + "/trigger";
    }

    static String runs(String dagId) {
        return dag(dagId) + "/runs";
    }

    public static String run(String dagId, String runId) {
        return runs(dagId) + "/" + encoded(runId);
    }

    static String run(RunSummary run) {
        return run(run.dagId(), run.runId());
    }

    static String task(RunSummary run, String taskId) {
        return run(run) + "/tasks/" + encoded(taskId);
    }

    static String instance(RunSummary run, String taskId, int mapIndex) {
        return task(run, taskId) + "/" + mapIndex;
    }

    static String instance(RunSummary run, InstanceView instance) {
        return instance(run, instance.taskId(), instance.mapIndex());
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
