package dev.dagrunr.benchmarks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Measures what runs cost: on an embedded PostgreSQL with fsync on, JobRunr at its poll of five seconds, everything warm.
 * Arguments name what is measured; none means what takes less than three minutes together, {@code all} means everything.
 */
public final class EngineBenchmarksMain {
    private EngineBenchmarksMain() {}

    /** One question, answered by a few printed lines. */
    @FunctionalInterface
    interface Question {
        void answer(Server server) throws Exception;
    }

    private static final Map<String, Question> QUESTIONS = new LinkedHashMap<>();
    private static final Set<String> SHORT = Set.of("chain", "nodes", "narrow", "dag", "idle");

    static {
        QUESTIONS.put("chain", server -> new Chains(server).answer());
        QUESTIONS.put("nodes", server -> new HandOffBetweenNodes(server).answer());
        QUESTIONS.put("narrow", server -> new Fans(server).answer(5, List.of(400, 2_000)));
        QUESTIONS.put("wide", server -> new Fans(server).answer(5, List.of(400, 10_000)));
        QUESTIONS.put("cost", server -> new CostOfWidth(server).answer(List.of(100, 1_000, 10_000)));
        QUESTIONS.put("huge", server -> new CostOfWidth(server).answer(List.of(1_000, 100_000)));
        QUESTIONS.put("crowd", server -> new Crowd(server).answer());
        QUESTIONS.put("dag", server -> new LargeDag(server).answer());
        QUESTIONS.put("idle", server -> Idle.answer());
    }

    public static void main(String[] arguments) throws Exception {
        var wanted = wanted(List.of(arguments));
        try (var server = new Server()) {
            print(String.format(
                    Locale.ROOT,
                    "PostgreSQL %s with fsync, %d processors, Java %s, %d workers a node",
                    server.version(),
                    Runtime.getRuntime().availableProcessors(),
                    System.getProperty("java.version"),
                    Node.WORKERS));
            for (var name : wanted) {
                QUESTIONS.getOrDefault(name, unknown -> {}).answer(server);
            }
        }
    }

    private static List<String> wanted(List<String> arguments) {
        if (arguments.isEmpty()) {
            return QUESTIONS.keySet().stream().filter(SHORT::contains).toList();
        }
        if (arguments.equals(List.of("all"))) {
            return QUESTIONS.keySet().stream()
                    .filter(name -> !name.equals("narrow"))
                    .toList();
        }
        for (var name : arguments) {
            if (!QUESTIONS.containsKey(name)) {
                throw new IllegalArgumentException("There is no benchmark '" + name + "'; known are all, "
                        + String.join(", ", QUESTIONS.keySet()));
            }
        }
        return arguments;
    }

    static void print(String line) {
        System.out.println(line);
    }

    static void print(String what, String figures) {
        System.out.printf("%-46s %s%n", what, figures);
    }
}
