package dev.dagrunr.dashboard.internal.page;

import dev.dagrunr.dashboard.internal.page.Page.Crumb;
import dev.dagrunr.dashboard.internal.page.Page.Fragment;
import dev.dagrunr.dashboard.internal.page.Page.Section;
import dev.dagrunr.dashboard.internal.web.BadRequestException;
import dev.dagrunr.dashboard.internal.web.Csrf;
import dev.dagrunr.dashboard.internal.web.Request;
import dev.dagrunr.dashboard.internal.web.Response;
import dev.dagrunr.engine.DagRunrException;
import dev.dagrunr.engine.ErrorCode;
import dev.dagrunr.engine.PoolInfo;
import dev.dagrunr.engine.PoolSettings;
import java.util.List;

/** Slots that tasks of all DAGs share: how many are taken, and to change how many there are. */
record PoolPages(Operations operations) {
    static final String LINK = "/dagrunr/pools";

    Page pools(Request request) {
        var rows = operations.dagrunr().pools().stream().map(PoolPages::row).toList();
        return Page.of(
                        "Pools",
                        Section.POOLS,
                        List.of(new Crumb("Pools", "")),
                        new Fragment(
                                "pools",
                                Layout.table(
                                        "Pools",
                                        List.of(
                                                "Pool",
                                                "Taken#",
                                                "Slots#",
                                                "Waiting#",
                                                "Tasks that wait for another run",
                                                ""),
                                        rows,
                                        "There is no pool.")))
                .withActions(Html.of("<a class=\"button primary\" href=\"{}/new\">New pool</a>", LINK));
    }

    private static Html row(PoolInfo pool) {
        var settings = pool.settings();
        boolean unlimited = settings.slots() < 0;
        return Html.of(
                """
                <tr><th scope="row">{}<p class="about">{}</p></th><td class="num">{}</td><td class="num">{}</td>\
                <td class="num">{}</td><td>{}</td><td class="do"><a class="button" href="{}/{}">Change</a></td></tr>
                """,
                pool.name(),
                settings.description(),
                unlimited
                        ? Html.text(Times.count(pool.occupied()))
                        : RunPages.progress(pool.occupied(), Math.max(settings.slots(), pool.occupied())),
                unlimited ? "no limit" : Times.count(settings.slots()),
                Times.count(pool.waiting()),
                settings.includeDeferred() ? "keep their slots" : "give them back",
                LINK,
                Links.encoded(pool.name()));
    }

    Response create(Request request) {
        return form(request, 200, PoolSettings.of("", 1), "1", "");
    }

    Response change(Request request) {
        var pool = operations.pool(request.at("pool")).settings();
        return form(request, 200, pool, Integer.toString(pool.slots()), "");
    }

    private Response form(Request request, int status, PoolSettings pool, String slots, String fault) {
        boolean isNew =
                pool.name().isEmpty() || !fault.isEmpty() && request.at("pool").equals("new");
        var content = Html.of(
                """
                <form method="post" class="wide" action="{}/{}"><input type="hidden" name="{}" value="{}">{}{}
                <div class="field"><label for="slots">Slots <small>-1 for no limit, 0 to let nothing start</small></label>
                <input id="slots" name="slots" inputmode="numeric" value="{}"{}></div>
                <div class="field"><label for="description">Description</label>
                <input id="description" name="description" maxlength="250" value="{}"></div>
                <p><label><input type="checkbox" name="deferred" value="1"{}> tasks that wait for another run keep their slots</label></p>
                <p><button class="primary">Save</button> <a class="button" href="{}">Cancel</a></p></form>{}
                """,
                LINK,
                isNew ? "new" : Links.encoded(pool.name()),
                Csrf.FIELD,
                Csrf.token(request),
                Html.when(!fault.isEmpty(), "<p class=\"failure\" id=\"faults\" role=\"alert\">{}</p>", fault),
                Html.when(
                        isNew,
                        "<div class=\"field\"><label for=\"name\">Name</label>"
                                + "<input id=\"name\" name=\"name\" maxlength=\"250\" autocomplete=\"off\" value=\"{}\"></div>",
                        pool.name()),
                slots,
                Html.when(!fault.isEmpty(), " aria-invalid=\"true\" aria-describedby=\"faults\""),
                pool.description(),
                Html.when(pool.includeDeferred(), " checked"),
                LINK,
                isNew || pool.name().equals(PoolSettings.DEFAULT_POOL) ? Html.NOTHING : deletion(request, pool));
        var title = isNew ? "New pool" : "Pool " + pool.name();
        var page = Page.of(
                        title,
                        Section.POOLS,
                        List.of(new Crumb("Pools", LINK), new Crumb(title, "")),
                        new Fragment("form", content))
                .notLive();
        return Layout.answer(request, status, page);
    }

    private static Html deletion(Request request, PoolSettings pool) {
        return Html.of("""
                <form method="post" class="wide" action="{}/{}/delete"><input type="hidden" name="{}" value="{}">
                <p><button class="danger">Delete the pool</button></p></form>
                """, LINK, Links.encoded(pool.name()), Csrf.FIELD, Csrf.token(request));
    }

    Response save(Request request) {
        Csrf.check(request);
        boolean isNew = request.at("pool").equals("new");
        var name = isNew
                ? request.form("name").orElse("").strip()
                : operations.pool(request.at("pool")).name();
        var text = request.form("slots").orElse("").strip();
        var settings = new PoolSettings(
                name,
                text.matches("-?\\d{1,9}") ? Integer.parseInt(text) : 0,
                request.form("deferred").isPresent(),
                request.form("description").orElse("").strip());
        if (!text.matches("-?\\d{1,9}")) {
            return form(request, 422, settings, text, "Slots is '" + text + "', but must be a whole number.");
        }
        if (isNew
                && operations.dagrunr().pools().stream()
                        .anyMatch(pool -> pool.name().equals(name))) {
            return form(request, 422, settings, text, "There is a pool '" + name + "' already; change that one.");
        }
        try {
            operations.dagrunr().setPool(settings);
        } catch (DagRunrException e) {
            if (e.code().blame() != ErrorCode.Blame.CALLER) {
                throw e;
            }
            return form(request, 422, settings, text, e.getMessage());
        }
        return Response.seeOther(LINK + "?said=pool-set");
    }

    Response delete(Request request) {
        Csrf.check(request);
        var name = operations.pool(request.at("pool")).name();
        if (name.equals(PoolSettings.DEFAULT_POOL)) {
            throw new BadRequestException("The default pool cannot be deleted.");
        }
        operations.dagrunr().deletePool(name);
        return Response.seeOther(LINK + "?said=pool-deleted");
    }
}
