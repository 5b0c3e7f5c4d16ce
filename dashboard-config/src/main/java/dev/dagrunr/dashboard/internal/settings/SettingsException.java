package dev.dagrunr.dashboard.internal.settings;

import java.util.List;

/** Values of the environment that the app cannot work with: one sentence each, all of them, none with a secret in it. */
public final class SettingsException extends RuntimeException {
    private final List<String> problems;

    SettingsException(List<String> problems) {
        super(String.join(" ", problems));
        this.problems = List.copyOf(problems);
    }

    public List<String> problems() {
        return problems;
    }
}
