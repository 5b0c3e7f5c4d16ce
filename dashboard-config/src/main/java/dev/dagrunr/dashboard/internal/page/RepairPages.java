package dev.dagrunr.dashboard.internal.page;

import dev.dagrunr.dashboard.internal.page.Page.Crumb;
import dev.dagrunr.dashboard.internal.page.Page.Fragment;
import dev.dagrunr.dashboard.internal.page.Page.Section;
import dev.dagrunr.dashboard.internal.web.BadRequestException;
import dev.dagrunr.dashboard.internal.web.Csrf;
import dev.dagrunr.dashboard.internal.web.Request;
import dev.dagrunr.dashboard.internal.web.Response;
import dev.dagrunr.engine.ClearOptions;
import dev.dagrunr.engine.ClearPreview;
import dev.dagrunr.engine.view.RunSummary;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** Clears and stops: first shows what would change, then does it. */
record RepairPages(Operations operations) {
    private static final int SHOWN = 200;

    Response previewClear(Request request) {
        var run = operations.run(request.at("dag"), request.at("run"));
        var options = options(request::query);
        var affected = operations.dagrunr().run(run.dagId(), run.runId()).clearPreview(options, SHOWN);
        var rows = affected.first().stream().map(RepairPages::row).toList();
        var content = Html.of(
                """
                <form class="filter" method="get" action="{}/clear">{}{}
                <label><input type="checkbox" name="failed" value="1"{}> only what failed</label>
                <label><input type="checkbox" name="downstream" value="1"{}> with all that comes after</label>
                <button>Preview</button></form>
                <p>{}</p>{}{}
                """,
                Links.run(run),
                kept("task", options.taskId()),
                kept("index", options.mapIndex().map(String::valueOf)),
                Html.when(options.onlyFailed(), " checked"),
                Html.when(options.downstream(), " checked"),
                scope(options),
                Layout.table(
                        "Instances that would be cleared",
                        List.of("Instance", "Is now", "Tries#"),
                        rows,
                        "No instance would be cleared."),
                affected.total() == 0
                        ? Html.NOTHING
                        : Html.of(
                                "{}<form method=\"post\" action=\"{}/clear\">{}{}{}{}"
                                        + "<p><button class=\"primary\">Clear {}</button> <a class=\"button\" href=\"{}\">Cancel</a></p></form>",
                                Html.when(
                                        affected.total() > SHOWN,
                                        "<p class=\"about\">and {} more</p>",
                                        Times.count(affected.total() - SHOWN)),
                                Links.run(run),
                                csrf(request),
                                kept("task", options.taskId()),
                                kept("index", options.mapIndex().map(String::valueOf)),
                                Html.join(
                                        kept("failed", Optional.of("1").filter(on -> options.onlyFailed())),
                                        kept("downstream", Optional.of("1").filter(on -> options.downstream()))),
                                affected.total() == 1 ? "1 instance" : Times.count(affected.total()) + " instances",
                                Links.run(run)));
        return Layout.answer(request, 200, page(run, "Clear", content));
    }

    private static String scope(ClearOptions options) {
        var task = options.taskId()
                .map(id -> "task " + id
                        + options.mapIndex().map(index -> " [" + index + "]").orElse(""))
                .orElse("the whole run");
        return "Of " + task + ". What is cleared loses its value and runs again; attempts under way are interrupted.";
    }

    private static Html row(ClearPreview.Instance task) {
        return Html.of(
                "<tr><th scope=\"row\">{}</th><td>{}</td><td class=\"num\">{}</td></tr>",
                task.taskId() + (task.mapIndex() < 0 ? "" : " [" + task.mapIndex() + "] " + task.label()),
                States.badge(task.state()),
                task.tryNumber());
    }

    Response clear(Request request) {
        Csrf.check(request);
        var run = operations.run(request.at("dag"), request.at("run"));
        operations
                .dagrunr()
                .run(run.dagId(), run.runId())
                .clear(options(name -> request.form(name).filter(Predicate.not(String::isBlank))));
        return Response.seeOther(Links.run(run) + "?said=cleared");
    }

    private static ClearOptions options(Function<String, Optional<String>> field) {
        var chosen = field.apply("task").map(ClearOptions::task).orElseGet(ClearOptions::wholeRun);
        var indexed = field.apply("index")
                .map(RepairPages::number)
                .map(chosen::withMapIndex)
                .orElse(chosen);
        var failed = field.apply("failed").isPresent() ? indexed.withOnlyFailed() : indexed;
        return field.apply("downstream").isPresent() ? failed.withDownstream() : failed;
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new BadRequestException("'index' is '" + text + "', but must be a map index");
        }
    }

    Response previewStop(Request request) {
        var run = operations.run(request.at("dag"), request.at("run"));
        var content = run.state().finished()
                ? Html.of("<p>The run has ended already; there is nothing to stop.</p>")
                : Html.of("""
                        <p>The run ends as failed: tasks that have started are interrupted and failed, tasks that have not are
                        skipped, and runs that its tasks wait for are stopped too.</p>
                        <form method="post" class="wide" action="{}/stop">{}<label for="reason">Why</label>
                        <input id="reason" name="reason" maxlength="500" value="Stopped by hand">
                        <p><button class="danger">Stop the run</button> <a class="button" href="{}">Cancel</a></p></form>
                        """, Links.run(run), csrf(request), Links.run(run));
        return Layout.answer(request, 200, page(run, "Stop", content));
    }

    Response stop(Request request) {
        Csrf.check(request);
        var run = operations.run(request.at("dag"), request.at("run"));
        var reason =
                request.form("reason").filter(Predicate.not(String::isBlank)).orElse("Stopped by hand");
        operations.dagrunr().run(run.dagId(), run.runId()).stop(reason);
        return Response.seeOther(Links.run(run) + "?said=stopped");
    }

    private static Html csrf(Request request) {
        return Html.of("<input type=\"hidden\" name=\"{}\" value=\"{}\">", Csrf.FIELD, Csrf.token(request));
    }

    private static Html kept(String name, Optional<String> value) {
        return value.map(text -> Html.of("<input type=\"hidden\" name=\"{}\" value=\"{}\">", name, text))
                .orElse(Html.NOTHING);
    }

    private static Page page(RunSummary run, String what, Html content) {
        return Page.of(
                        what + " " + run.runId(),
                        Section.DAGS,
                        List.of(
                                new Crumb("DAGs", Links.DAGS),
                                new Crumb(run.dagId(), Links.dag(run.dagId())),
                                new Crumb(run.runId(), Links.run(run)),
                                new Crumb(what, "")),
                        new Fragment("preview", content))
                .notLive();
    }
}
