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
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Triggers a run with a conf, from a field for each of its keys or written as JSON. A conf with faults comes back with a sentence
 * beside each, and nothing has happened.
 */
record TriggerPages(Operations operations) {
    private static final Pattern KEY = Pattern.compile("(?s).*?key '([^']+)'.*");

    /** What was typed, and what is wrong with it. */
    private record Typed(Function<String, String> fields, String conf, String runId, List<String> faults) {
        /** By key; those of no key are under nothing. */
        Map<String, List<String>> byKey() {
            return faults.stream()
                    .collect(Collectors.groupingBy(
                            fault -> {
                                var key = KEY.matcher(fault);
                                return key.matches() ? key.group(1) : "";
                            },
                            Collectors.mapping(
                                    fault -> fault.substring(Math.max(0, fault.indexOf("key '"))),
                                    Collectors.toList())));
        }
    }

    Response form(Request request) {
        var dag = operations.dag(request.at("dag"), 0);
        var conf = PrettyJson.of(dag.defaults().orElse("{}"));
        return answer(request, 200, dag, new Typed(TriggerPages::untouched, conf, "", List.of()));
    }

    /** Nobody has typed anything: each field has its default. */
    @SuppressWarnings("NullAway") // null is how the form is told that
    private static String untouched(String field) {
        return null;
    }

    Response trigger(Request request) {
        Csrf.check(request);
        var dag = operations.dag(request.at("dag"), 0);
        var written = request.form("conf").filter(Predicate.not(String::isBlank));
        Function<String, String> fields = name -> request.form(name).orElse("");
        var conf = written.or(() -> form(dag.dagId()).map(form -> form.conf(fields)))
                .orElse("{}");
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
            var typed = new Typed(
                    written.isPresent() ? TriggerPages::untouched : fields,
                    written.orElseGet(() -> PrettyJson.of(conf)),
                    runId,
                    faults(e));
            return answer(request, 422, dag, typed);
        }
    }

    /** Empty for a DAG that this process does not have, so that only others can read its conf. */
    private Optional<TriggerForm> form(String dagId) {
        try {
            return Optional.of(
                    new TriggerForm(operations.dagrunr().runner(dagId).paramsSchema()));
        } catch (DagRunrException e) {
            if (e.code() != ErrorCode.UNKNOWN_DAG) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /** One line each. */
    private static List<String> faults(DagRunrException refusal) {
        return List.of(refusal.getMessage().split("; (?=key )"));
    }

    private Response answer(Request request, int status, DagSummary dag, Typed typed) {
        var fields =
                form(dag.dagId()).filter(form -> !form.isEmpty()).map(form -> fieldForm(request, dag, form, typed));
        var json = jsonForm(request, dag, typed, fields.isEmpty());
        var content = fields.isEmpty()
                ? json
                : Html.of(
                        "{}<details class=\"json\"><summary>Write the conf as JSON instead</summary>{}</details>",
                        fields,
                        json);
        var page = Page.of(
                        "Trigger " + dag.dagId(),
                        Section.DAGS,
                        List.of(
                                new Crumb("DAGs", Links.DAGS),
                                new Crumb(dag.dagId(), Links.dag(dag.dagId())),
                                new Crumb("Trigger", "")),
                        new Fragment("form", Html.join(alert(typed.faults()), content)))
                .notLive();
        return Layout.answer(request, status, page);
    }

    private static Html alert(List<String> faults) {
        return Html.when(
                !faults.isEmpty(),
                "<div class=\"failure\" id=\"faults\" role=\"alert\"><p>Nothing was triggered:</p><ul>{}</ul></div>",
                faults.stream().map(fault -> Html.of("<li>{}</li>", fault)).toList());
    }

    private static Html fieldForm(Request request, DagSummary dag, TriggerForm form, Typed typed) {
        return Html.of(
                """
                <form method="post" class="wide" id="fields" action="{}"><input type="hidden" name="{}" value="{}">
                {}{}<p><button class="primary">Trigger</button> <a class="button" href="{}">Cancel</a></p></form>
                """,
                Links.trigger(dag.dagId()),
                Csrf.FIELD,
                Csrf.token(request),
                form.fields(typed.fields(), typed.byKey()),
                runId("run_id", typed.runId()),
                Links.dag(dag.dagId()));
    }

    private static Html jsonForm(Request request, DagSummary dag, Typed typed, boolean alone) {
        return Html.of(
                """
                <form method="post" class="wide" id="json" action="{}"><input type="hidden" name="{}" value="{}">
                <label for="conf">Conf, a JSON object; what it leaves out has its default</label>
                <textarea id="conf" name="conf" rows="{}" spellcheck="false" autocomplete="off"{}>{}</textarea>
                {}<p><button class="{}">Trigger</button></p></form>
                """,
                Links.trigger(dag.dagId()),
                Csrf.FIELD,
                Csrf.token(request),
                Math.min(30, 3 + (int) typed.conf().lines().count()),
                Html.when(!typed.faults().isEmpty(), " aria-invalid=\"true\" aria-describedby=\"faults\""),
                typed.conf(),
                runId("json_run_id", typed.runId()),
                alone ? "primary" : "");
    }

    private static Html runId(String id, String typed) {
        return Html.of("""
                <div class="field"><label for="{}">Run id <small>made from the time when empty</small></label>
                <input id="{}" name="run_id" value="{}" maxlength="250" autocomplete="off"></div>
                """, id, id, typed);
    }
}
