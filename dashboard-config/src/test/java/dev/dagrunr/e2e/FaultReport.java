package dev.dagrunr.e2e;

import dev.dagrunr.testsupport.Database;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What faults cost. A fault's recovery lasts until every attempt that it ended is followed by another one that runs; a fault
 * that ended none was ridden out. Confined to one thread.
 */
final class FaultReport {
    private static final Duration ITS_EFFECT = Duration.ofSeconds(15);

    private final Map<Fault, List<Duration>> recoveries = new EnumMap<>(Fault.class);
    private final Map<Fault, Integer> riddenOut = new EnumMap<>(Fault.class);
    private int faults;

    /** @param at when it began, by the clock of this machine */
    record Struck(Fault fault, Instant at) {}

    int faults() {
        return faults;
    }

    /** Reads from the metadata of a run that has ended what its faults had cost. */
    void add(Database metadata, String runId, List<Struck> struck) {
        for (var each : struck) {
            faults++;
            var costs = Sql.list(
                            metadata,
                            """
                            select extract(epoch from max(next.at) - ?::timestamptz)
                              from dagrunr.dag_run r
                              join dagrunr.task_instance i on i.run = r.id
                              join dagrunr.task_try t on t.instance = i.id
                             cross join lateral (
                                select min(n.started_at) as at
                                  from (select epoch, started_at from dagrunr.task_try where instance = i.id
                                        union all select i.epoch, i.started_at) n
                                 where n.epoch > t.epoch) next
                             where r.run_id = ? and t.state <> 'success'
                               and t.started_at < ?::timestamptz
                               and t.ended_at between ?::timestamptz and ?::timestamptz
                            """,
                            each.at().toString(),
                            runId,
                            each.at().toString(),
                            each.at().toString(),
                            each.at().plus(ITS_EFFECT).toString())
                    .get(0);
            if (costs.equals("null")) {
                riddenOut.merge(each.fault(), 1, Integer::sum);
            } else {
                recoveries
                        .computeIfAbsent(each.fault(), fault -> new ArrayList<>())
                        .add(Duration.ofMillis(Math.round(Double.parseDouble(costs) * 1_000)));
            }
        }
    }

    /** A line for each kind of fault. */
    String text() {
        var text = new StringBuilder(String.format(
                Locale.ROOT, "%-32s %5s %10s %8s %8s%n", "fault", "count", "no attempt", "median", "longest"));
        for (var fault : Fault.values()) {
            var sorted =
                    recoveries.getOrDefault(fault, List.of()).stream().sorted().toList();
            int without = riddenOut.getOrDefault(fault, 0);
            text.append(String.format(
                    Locale.ROOT,
                    "%-32s %5d %10d %8s %8s%n",
                    fault.name().toLowerCase(Locale.ROOT),
                    sorted.size() + without,
                    without,
                    sorted.isEmpty() ? "-" : seconds(sorted.get(sorted.size() / 2)),
                    sorted.isEmpty() ? "-" : seconds(sorted.get(sorted.size() - 1))));
        }
        return text.toString();
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1e3);
    }
}
