package dev.dagrunr.dashboard.internal.page;

import dev.dagrunr.dag.TaskState;
import dev.dagrunr.dashboard.internal.page.Page.Crumb;
import dev.dagrunr.dashboard.internal.page.Page.Fragment;
import dev.dagrunr.dashboard.internal.page.Page.Section;
import dev.dagrunr.dashboard.internal.web.BadRequestException;
import dev.dagrunr.dashboard.internal.web.Csrf;
import dev.dagrunr.dashboard.internal.web.Request;
import dev.dagrunr.dashboard.internal.web.Response;
import dev.dagrunr.engine.ClearOptions;
import dev.dagrunr.engine.view.InstanceFilter;
import dev.dagrunr.engine.view.InstanceView;
import dev.dagrunr.engine.view.PageRequest;
import dev.dagrunr.engine.view.RunSummary;
import java.util.List;
import java.util.function.Predicate;

/** Gives task instances, or a whole run, a state by hand: first shows which, then does it. */
record MarkPages(Operations operations) {
    private static final int SHOWN = 200;

    /** What is to get which state. */
    private record Choice(String taskId, String index, TaskState state) {
        ClearOptions options() {
            var task = ClearOptions.task(taskId);
            return index.isEmpty() ? task : task.withMapIndex(number(index));
        }

        boolean ofRun() {
            return taskId.isEmpty();
        }
    }

    private static int number(String text) {
        if (!text.matches("-?\\d{1,9}")) {
            throw new BadRequestException("'index' is '" + text + "', but must be a map index");
        }
        return Integer.parseInt(text);
    }

    private static Choice choice(String taskId, String index, String state) {
        return switch (state) {
            case "success" -> new Choice(taskId, index, TaskState.SUCCESS);
            case "failed" -> new Choice(taskId, index, TaskState.FAILED);
            default -> throw new BadRequestException("'state' is '" + state + "', but must be success or failed");
        };
    }

    Response preview(Request request) {
        var run = operations.run(request.at("dag"), request.at("run"));
        var choice = choice(
                request.query("task").orElse(""),
                request.query("index").orElse(""),
                request.query("state").orElse("success"));
        var instances = instances(run, choice);
        var rows = instances.stream().limit(SHOWN).map(MarkPages::row).toList();
        long total = choice.ofRun() ? 1 : total(run, choice);
        var state = choice.state().wireName();
        var content = Html.of(
                """
                {}<p>{}</p>{}{}<form method="post" action="{}/mark"><input type="hidden" name="{}" value="{}">\
                <input type="hidden" name="task" value="{}"><input type="hidden" name="index" value="{}">\
                <input type="hidden" name="state" value="{}">
                <p><button class="primary"{}>Mark {}</button> <a class="button" href="{}">Cancel</a></p></form>
                """,
                states(run, choice),
                meaning(choice),
                choice.ofRun()
                        ? Html.NOTHING
                        : Layout.table(
                                "Instances that would be marked",
                                List.of("Instance", "Is now", "Tries#"),
                                rows,
                                "No instance would be marked."),
                Html.when(total > SHOWN, "<p class=\"about\">and {} more</p>", Times.count(total - SHOWN)),
                Links.run(run),
                Csrf.FIELD,
                Csrf.token(request),
                choice.taskId(),
                choice.index(),
                state,
                Html.when(total == 0, " disabled"),
                choice.ofRun()
                        ? "the run " + state
                        : Times.count(total) + (total == 1 ? " instance " : " instances ") + state,
                Links.run(run));
        var page = Page.of(
                        "Mark " + run.runId(),
                        Section.DAGS,
                        List.of(
                                new Crumb("DAGs", Links.DAGS),
                                new Crumb(run.dagId(), Links.dag(run.dagId())),
                                new Crumb(run.runId(), Links.run(run)),
                                new Crumb("Mark", "")),
                        new Fragment("preview", content))
                .notLive();
        return Layout.answer(request, 200, page);
    }

    private static Html states(RunSummary run, Choice choice) {
        var link = Links.run(run) + "/mark?task=" + Links.encoded(choice.taskId()) + "&index="
                + Links.encoded(choice.index()) + "&state=";
        return Layout.tabs(
                "State to give", choice.state().wireName(), "success", link + "success", "failed", link + "failed");
    }

    private static String meaning(Choice choice) {
        if (!choice.ofRun()) {
            return "They get the state " + choice.state().wireName()
                    + " without running; attempts under way are interrupted. What comes after them and failed, or could not"
                    + " run, is cleared and runs when its trigger rule lets it.";
        }
        return choice.state() == TaskState.SUCCESS
                ? "The run ends as a success, and each of its task instances; teardowns that have not ended still run first."
                : "The run ends as failed: what has started is interrupted and failed, what has not is skipped.";
    }

    private List<InstanceView> instances(RunSummary run, Choice choice) {
        if (choice.ofRun()) {
            return List.of();
        }
        if (!choice.index().isEmpty()) {
            return operations.view().instance(run.key(), choice.taskId(), number(choice.index())).stream()
                    .toList();
        }
        var filter = InstanceFilter.ofRun(run.key()).ofTask(choice.taskId());
        return operations.view().instances(filter, new PageRequest(0, SHOWN)).rows();
    }

    private long total(RunSummary run, Choice choice) {
        return choice.index().isEmpty()
                ? operations
                        .view()
                        .instances(InstanceFilter.ofRun(run.key()).ofTask(choice.taskId()), new PageRequest(0, 1))
                        .total()
                : instances(run, choice).size();
    }

    private static Html row(InstanceView instance) {
        return Html.of(
                "<tr><th scope=\"row\">{}</th><td>{}</td><td class=\"num\">{}</td></tr>",
                TaskPages.name(instance),
                States.badge(instance.state()),
                instance.tryNumber());
    }

    Response mark(Request request) {
        Csrf.check(request);
        var run = operations.run(request.at("dag"), request.at("run"));
        var choice = choice(
                request.form("task").filter(Predicate.not(String::isBlank)).orElse(""),
                request.form("index").filter(Predicate.not(String::isBlank)).orElse(""),
                request.form("state").orElse(""));
        var handle = operations.dagrunr().run(run.dagId(), run.runId());
        boolean success = choice.state() == TaskState.SUCCESS;
        if (choice.ofRun()) {
            if (success) {
                handle.markSuccess();
            } else {
                handle.markFailed();
            }
        } else if (success) {
            handle.markSuccess(choice.options());
        } else {
            handle.markFailed(choice.options());
        }
        return Response.seeOther(Links.run(run) + "?said=marked");
    }
}
