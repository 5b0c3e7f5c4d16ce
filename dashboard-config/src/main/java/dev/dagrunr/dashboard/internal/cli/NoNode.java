package dev.dagrunr.dashboard.internal.cli;

/** What to say when there is work and nobody who does it. */
final class NoNode {
    private NoNode() {}

    static String waitsFor(String runId) {
        return "No node is running: run " + runId
                + " waits until one is started, with 'dagrunr standalone' or 'dagrunr worker'.";
    }
}
