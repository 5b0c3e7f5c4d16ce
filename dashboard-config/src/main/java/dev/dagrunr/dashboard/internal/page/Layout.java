package dev.dagrunr.dashboard.internal.page;

import dev.dagrunr.dashboard.internal.page.Page.Section;
import dev.dagrunr.dashboard.internal.web.Csrf;
import dev.dagrunr.dashboard.internal.web.Request;
import dev.dagrunr.dashboard.internal.web.Response;
import java.util.Arrays;
import java.util.List;

/** What is around the content of every page. */
final class Layout {
    private record Entry(Section section, String name, String link) {}

    private static final List<Entry> NAVIGATION = List.of(
            new Entry(Section.DAGS, "DAGs", Links.DAGS),
            new Entry(Section.RUNS, "Runs", "/dagrunr/runs"),
            new Entry(Section.POOLS, "Pools", PoolPages.LINK),
            new Entry(Section.NODES, "Nodes", "/dagrunr/nodes"),
            new Entry(Section.CONNECTIONS, "Connections", "/dagrunr/connections"),
            new Entry(Section.JOBS, "Jobs", "/dagrunr/jobs"));

    private Layout() {}

    static Response answer(Request request, int status, Page page) {
        var token = Csrf.token(request);
        return Csrf.remember(
                Response.html(status, document(request, page, token).markup()), token);
    }

    private static Html document(Request request, Page page, String token) {
        return Html.of(
                """
                <!doctype html>
                <html lang="en" data-theme="{}">
                <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
                <title>{} · DagRunr</title>
                <link rel="icon" href="{}" type="image/svg+xml"><link rel="stylesheet" href="{}">
                <script type="module" src="{}"></script></head>
                <body{}{}>
                <a class="skip" href="#content">To the content</a>
                <header class="top"><a class="brand" href="{}"><svg viewBox="0 0 20 20" aria-hidden="true">\
                <path d="M4 4h5v4H4zM11 12h5v4h-5zM4 12h4v4H4zM6 8v4M6 10h7v2"/></svg>DagRunr</a>
                <nav aria-label="Pages"><ul>{}</ul></nav>
                <button type="button" id="theme" class="quiet" aria-label="Switch between light and dark">◐</button></header>
                <main id="content" class="{}">
                <nav class="crumbs" aria-label="Way to this page"><ol>{}</ol></nav>
                <div class="title"><h1>{}</h1><div class="actions">{}</div></div>
                <p id="said" role="status">{}</p>
                <form id="act" method="post" hidden><input type="hidden" name="{}" value="{}"></form>
                {}
                </main></body></html>
                """,
                request.cookie("dagrunr-theme")
                        .filter(List.of("dark", "light")::contains)
                        .orElse(""),
                page.title(),
                Assets.link("icon.svg"),
                Assets.link("app.css"),
                Assets.link("app.js"),
                page.live() ? new Html(" data-live=\"1\"") : Html.NOTHING,
                request.viewer() ? new Html(" data-viewer=\"1\"") : Html.NOTHING,
                Links.DAGS,
                navigation(page.section()),
                page.section() == Section.JOBS ? "frame" : "page",
                page.crumbs().stream().map(Layout::crumb).toList(),
                page.title(),
                page.actions(),
                Said.sentence(request),
                Csrf.FIELD,
                token,
                page.fragments().stream().map(Layout::fragment).toList());
    }

    private static List<Html> navigation(Section current) {
        return NAVIGATION.stream()
                .map(entry -> Html.of(
                        "<li><a href=\"{}\"{}>{}</a></li>",
                        entry.link(),
                        Html.when(entry.section() == current, " aria-current=\"page\""),
                        entry.name()))
                .toList();
    }

    private static Html crumb(Page.Crumb crumb) {
        return crumb.link().isEmpty()
                ? Html.of("<li aria-current=\"page\">{}</li>", crumb.name())
                : Html.of("<li><a href=\"{}\">{}</a></li>", crumb.link(), crumb.name());
    }

    private static Html fragment(Page.Fragment fragment) {
        return Html.of(
                "<section id=\"{}\" data-hash=\"{}\">{}</section>\n", fragment.id(), fragment.hash(), fragment.html());
    }

    /** A button that sends the form of the page elsewhere. */
    static Html button(String label, String action, String name, String value, String css) {
        return Html.of(
                "<button form=\"act\" formaction=\"{}\" name=\"{}\" value=\"{}\" class=\"{}\">{}</button>",
                action,
                name,
                value,
                css,
                label);
    }

    /** Tabs of a page, which are pages of their own. */
    static Html tabs(String label, String current, String... namesAndLinks) {
        var tabs = new StringBuilder();
        for (int i = 0; i < namesAndLinks.length; i += 2) {
            tabs.append(Html.of(
                            "<li><a href=\"{}\"{}>{}</a></li>",
                            namesAndLinks[i + 1],
                            Html.when(namesAndLinks[i].equals(current), " aria-current=\"page\""),
                            namesAndLinks[i])
                    .markup());
        }
        return Html.of("<nav class=\"tabs\" aria-label=\"{}\"><ul>{}</ul></nav>", label, new Html(tabs.toString()));
    }

    /** A table that scrolls sideways by itself where the window is narrow. */
    static Html table(String caption, List<String> columns, List<Html> rows, String whenEmpty) {
        if (rows.isEmpty()) {
            return Html.of("<p class=\"empty\">{}</p>", whenEmpty);
        }
        var head = columns.stream()
                .map(column -> column.endsWith("#")
                        ? Html.of("<th scope=\"col\" class=\"num\">{}</th>", column.substring(0, column.length() - 1))
                        : Html.of("<th scope=\"col\">{}</th>", column))
                .toList();
        return Html.of(
                "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{}\"><table><caption>{}</caption>"
                        + "<thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>",
                caption,
                caption,
                head,
                rows);
    }

    static Html row(Html... cells) {
        return Html.of("<tr>{}</tr>", Arrays.stream(cells).toList());
    }
}
