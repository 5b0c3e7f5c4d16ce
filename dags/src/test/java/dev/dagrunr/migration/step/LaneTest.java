package dev.dagrunr.migration.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dagrunr.migration.step.Maintenance.Job;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LaneTest {
    @Test
    void everyJobIsOfOneLane() {
        for (int lanes = 1; lanes <= 5; lanes++) {
            var jobs = jobs(90, 40, 40, 8, 7, 0, 0, 0);
            var shared = new ArrayList<Job>();
            for (int lane = 1; lane <= lanes; lane++) {
                shared.addAll(new Lane(lane, lanes).share(jobs));
            }
            assertThat(shared).containsExactlyInAnyOrderElementsOf(jobs);
        }
    }

    @Test
    void lanesHaveAboutTheSameToDo() {
        var jobs = jobs(90, 40, 40, 8, 7, 1);
        assertThat(new Lane(1, 2).share(jobs)).extracting(Job::cost).containsExactly(90.0, 1.0);
        assertThat(new Lane(2, 2).share(jobs)).extracting(Job::cost).containsExactly(40.0, 40.0, 8.0, 7.0);
    }

    @Test
    void aLaneMayHaveNothingToDo() {
        assertThat(new Lane(3, 3).share(jobs(5, 1))).isEmpty();
    }

    private static List<Job> jobs(double... costs) {
        return IntStream.range(0, costs.length)
                .mapToObj(i -> new Job("job " + i, costs[i], List.of()))
                .toList();
    }
}
