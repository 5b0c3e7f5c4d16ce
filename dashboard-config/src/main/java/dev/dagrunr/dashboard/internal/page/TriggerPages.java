package dev.dagrunr.dashboard.internal.page;

import dev.dagrunr.dashboard.internal.page.Page.Crumb;
import dev.dagrunr.dashboard.internal.page.Page.Fragment;
import dev.dagrunr.dashboard.internal.page.Page.Section;
import dev.dagrunr.dashboard.internal.web.Csrf;
import dev.dagrunr.dashboard.internal.web.Request;
import dev.dagrunr.dashboard.internal.web.Response;
import dev.dagrunr.engine.DagRunrException;
import dev.dagrunr.engine.ErrorCode;
import dev.dagrunr.engine.TriggerOptions;
import dev.dagrunr.engine.view.DagSummary;
import java.util.List;

/** Triggers a run with a conf. A conf with faults comes back with a sentence beside it, and nothing has happened. */
record TriggerPages(Operations operations) {
    Response form(Request request) {
        var dag = operations.dag(request.at("dag"), 0);
        return Layout.answer(
                request, 200, page(request, dag, PrettyJson.of(dag.defaults().orElse("{}")), "", List.of()));
    }

    Response trigger(Request request) {
        Csrf.check(request);
        var dag = operations.dag(request.at("dag"), 0);
        var conf = request.form("conf").filter(text -> !text.isBlank()).orElse("{}");
        var runId = request.form("run_id").orElse("").strip();
        var options = runId.isEmpty()
                ? TriggerOptions.defaults()
                : TriggerOptions.defaults().withRunId(runId);
        try {
            var run = operations.dagrunr().runner(dag.dagId()).triggerJson(conf, options);
            return Response.seeOther(Links.run(dag.dagId(), run.runId()) + "?said=triggered");
        } catch (DagRunrException e) {
            if (e.code().blame() != ErrorCode.Blame.CALLER) {
                throw e;
            }
            return Layout.answer(request, 422, page(request, dag, conf, runId, faults(e)));
        }
    }

    /** One line each. */
    private static List<String> faults(DagRunrException refusal) {
        return List.of(refusal.getMessage().split("; (?=key )"));
    }

    private static Page page(Request request, DagSummary dag, String conf, String runId, List<String> faults) {
        boolean wrong = !faults.isEmpty();
        var form = Html.of(
                """
                <form method="post" class="wide" action="{}"><input type="hidden" name="{}" value="{}">
                <label for="conf">Conf, a JSON object; what it leaves out has its default</label>
                {}<textarea id="conf" name="conf" rows="{}" spellcheck="false" autocomplete="off"{}>{}</textarea>
                <label for="run_id">Run id <small>made from the time when empty</small></label>
                <input id="run_id" name="run_id" value="{}" maxlength="250" autocomplete="off">
                <p><button class="primary">Trigger</button> <a class="button" href="{}">Cancel</a></p></form>
                """,
                Links.trigger(dag.dagId()),
                Csrf.FIELD,
                Csrf.token(request),
                Html.when(
                        wrong,
                        "<div class=\"failure\" id=\"faults\" role=\"alert\"><p>Nothing was triggered:</p><ul>{}</ul></div>",
                        faults.stream()
                                .map(fault -> Html.of("<li>{}</li>", fault))
                                .toList()),
                Math.min(30, 3 + (int) conf.lines().count()),
                Html.when(wrong, " aria-invalid=\"true\" aria-describedby=\"faults\""),
                conf,
                runId,
                Links.dag(dag.dagId()));
        return Page.of(
                        "Trigger " + dag.dagId(),
                        Section.DAGS,
                        List.of(
                                new Crumb("DAGs", Links.DAGS),
                                new Crumb(dag.dagId(), Links.dag(dag.dagId())),
                                new Crumb("Trigger", "")),
                        new Fragment("form", form))
                .notLive();
    }
}
