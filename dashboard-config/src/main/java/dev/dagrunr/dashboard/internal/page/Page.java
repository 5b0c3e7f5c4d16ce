package dev.dagrunr.dashboard.internal.page;

import java.util.List;

/**
 * What one address shows. Immutable.
 *
 * @param section the part of the navigation that it belongs to
 * @param crumbs the way to it, the last one its own name
 * @param actions what can be done here, beside the title; stays as it is while the page is open
 * @param fragments the content, each part of which is sent again when it has changed
 * @param live whether it is worth watching
 */
record Page(String title, Section section, List<Crumb> crumbs, Html actions, List<Fragment> fragments, boolean live) {
    enum Section {
        DAGS,
        RUNS,
        POOLS,
        NODES,
        CONNECTIONS,
        JOBS
    }

    /** @param link empty for the page itself */
    record Crumb(String name, String link) {}

    /** @param id unique on its page */
    record Fragment(String id, Html html) {
        /** Equal for equal content. */
        String hash() {
            return Integer.toHexString(html.markup().hashCode());
        }
    }

    static Page of(String title, Section section, List<Crumb> crumbs, Fragment... fragments) {
        return new Page(title, section, crumbs, Html.NOTHING, List.of(fragments), true);
    }

    Page withActions(Html available) {
        return new Page(title, section, crumbs, available, fragments, live);
    }

    Page notLive() {
        return new Page(title, section, crumbs, actions, fragments, false);
    }
}
