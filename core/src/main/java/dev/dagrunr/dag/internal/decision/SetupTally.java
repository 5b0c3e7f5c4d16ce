package dev.dagrunr.dag.internal.decision;

/** How the setup tasks among the upstream instances of a teardown ended; needed by its rule alone. */
public record SetupTally(int total, int success, int skipped) {
    public static final SetupTally NONE = new SetupTally(0, 0, 0);
}
