package dev.dagrunr.dag;

import java.util.List;

/** A DAG cannot be built as declared. Names every problem, not only the first. */
public final class InvalidDagException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final List<String> problems;

    InvalidDagException(String dagId, List<String> problems) {
        super("DAG '" + dagId + "' cannot be built:\n- " + String.join("\n- ", problems));
        this.problems = List.copyOf(problems);
    }

    /** One sentence each. */
    public List<String> problems() {
        return problems;
    }
}
