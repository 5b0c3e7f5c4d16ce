package dev.dagrunr.dag.internal.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dagrunr.dag.internal.decision.AdmissionPlan.Candidate;
import dev.dagrunr.dag.internal.decision.AdmissionPlan.Taken;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AdmissionPlanTest {
    private static Candidate candidate(long instance, long run, String task, int slots) {
        return new Candidate(instance, run, 2, "dag", task, "pool", slots, 3, 2);
    }

    private static List<Long> ids(List<Candidate> chosen) {
        return chosen.stream().map(Candidate::instance).toList();
    }

    @Test
    void takesInOrderWhatFitsAndPassesOverWhatDoesNot() {
        var plan = new AdmissionPlan(Map.of("pool", 4), List.of(new Taken("dag", "other", 9, "pool", 1, 1, 0, 0)));

        assertThat(plan.openPools()).containsEntry("pool", 3);
        assertThat(ids(plan.choose(List.of(candidate(1, 1, "a", 2), candidate(2, 2, "b", 2), candidate(3, 3, "c", 1)))))
                .containsExactly(1L, 3L);
    }

    @Test
    void aPoolThatDoesNotExistHasNoSlots() {
        assertThat(new AdmissionPlan(Map.of(), List.of()).choose(List.of(candidate(1, 1, "a", 1))))
                .isEmpty();
    }

    @Test
    void namesTheTasksAtTheirLimit() {
        var taken = List.of(
                new Taken("dag", "a", 1, "pool", 2, 2, 3, 0),
                new Taken("dag", "a", 2, "pool", 1, 1, 3, 0),
                new Taken("dag", "b", 1, "pool", 2, 2, 3, 2));

        var full = new AdmissionPlan(Map.of("pool", -1), taken).full(taken);

        assertThat(full.dags()).containsOnly("dag");
        assertThat(full.tasks()).containsOnly("a");
        assertThat(full.runs()).containsExactly(1L);
        assertThat(full.tasksOfRuns()).containsExactly("b");
    }

    /** Whatever is chosen, no limit is exceeded, and nothing that was passed over would have fitted in its turn. */
    @Test
    void neverChoosesMoreThanFitsNorLess() {
        for (long seed = 0; seed < 500; seed++) {
            var random = new Random(seed);
            int slots = random.nextInt(8);
            var candidates = new ArrayList<Candidate>();
            for (int i = 0; i < 12; i++) {
                candidates.add(candidate(i, random.nextInt(3), "t" + random.nextInt(3), 1 + random.nextInt(3)));
            }
            var expected = new ArrayList<Candidate>();
            for (var next : candidates) {
                var tried = new ArrayList<>(expected);
                tried.add(next);
                if (fits(tried, slots)) {
                    expected = tried;
                }
            }

            var chosen = new AdmissionPlan(Map.of("pool", slots), List.of()).choose(candidates);

            assertThat(chosen).as("seed %d", seed).isEqualTo(expected);
        }
    }

    private static boolean fits(List<Candidate> all, int slots) {
        return all.stream().mapToInt(Candidate::poolSlots).sum() <= slots
                && all.stream()
                        .allMatch(one -> count(all, one.taskId(), -1) <= one.limit()
                                && count(all, one.taskId(), one.run()) <= one.limitInRun()
                                && all.stream()
                                                .filter(other -> other.run() == one.run())
                                                .count()
                                        <= one.freeInRun());
    }

    private static long count(List<Candidate> all, String task, long run) {
        return all.stream()
                .filter(one -> one.taskId().equals(task) && (run < 0 || one.run() == run))
                .count();
    }
}
