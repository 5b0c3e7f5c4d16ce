package dev.dagrunr.dashboard.internal.page;

import dev.dagrunr.dashboard.internal.web.Request;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Narrows a list down by the query of its address, and leads through its parts. Works without a script. */
final class FilterForm {
    private final String link;
    private final Request request;
    private final List<Html> fields = new ArrayList<>();

    FilterForm(String link, Request request) {
        this.link = link;
        this.request = request;
    }

    FilterForm search(String label) {
        fields.add(Html.of(
                "<label>{} <input type=\"search\" name=\"q\" value=\"{}\"></label>",
                label,
                request.query("q").orElse("")));
        return this;
    }

    FilterForm choice(String name, String label, List<String> values) {
        var chosen = request.query(name).orElse("");
        var options = values.stream()
                .map(value -> Html.of(
                        "<option value=\"{}\"{}>{}</option>",
                        value,
                        Html.when(value.equals(chosen), " selected"),
                        States.word(value)))
                .toList();
        fields.add(Html.of(
                "<label>{} <select name=\"{}\"><option value=\"\">all</option>{}</select></label>",
                label,
                name,
                options));
        return this;
    }

    /** A field of the query that stays as it is. */
    FilterForm keep(String name) {
        request.query(name)
                .ifPresent(
                        value -> fields.add(Html.of("<input type=\"hidden\" name=\"{}\" value=\"{}\">", name, value)));
        return this;
    }

    Html html() {
        return Html.of(
                "<form class=\"filter\" method=\"get\" action=\"{}\">{}<button>Filter</button></form>", link, fields);
    }

    Html pager(dev.dagrunr.engine.view.Page<?> page) {
        int offset = page.request().offset();
        int limit = page.request().limit();
        if (page.total() <= limit && offset == 0) {
            return Html.of("<p class=\"pager\">{} in all</p>", Times.count(page.total()));
        }
        return Html.of(
                "<nav class=\"pager\" aria-label=\"Parts of the list\">{} <span>{} to {} of {}</span> {}</nav>",
                offset > 0
                        ? step("‹ Previous", Math.max(0, offset - limit))
                        : Html.of("<span class=\"none\">‹ Previous</span>"),
                Times.count(offset + 1L),
                Times.count(offset + (long) page.rows().size()),
                Times.count(page.total()),
                offset + limit < page.total()
                        ? step("Next ›", offset + limit)
                        : Html.of("<span class=\"none\">Next ›</span>"));
    }

    private Html step(String label, int offset) {
        return Html.of("<a href=\"{}\">{}</a>", with(Map.of("offset", Integer.toString(offset))), label);
    }

    /** The same address with other values of some fields. */
    String with(Map<String, String> others) {
        var query = new LinkedHashMap<String, String>();
        request.query().keySet().forEach(name -> request.query(name).ifPresent(value -> query.put(name, value)));
        query.remove("said");
        query.putAll(others);
        return query.entrySet().stream()
                .map(field -> Links.encoded(field.getKey()) + "=" + Links.encoded(field.getValue()))
                .collect(Collectors.joining("&", link + "?", ""));
    }
}
