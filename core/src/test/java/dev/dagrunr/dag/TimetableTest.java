package dev.dagrunr.dag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When runs are due. Clocks in Berlin went forward on 2026-03-29 at 01:00 UTC and back on 2026-10-25 at 01:00 UTC. */
class TimetableTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final ZoneId UTC = ZoneId.of("UTC");

    private static Timetable.Bounds catchingUp(Instant from, String to) {
        return new Timetable.Bounds(Optional.of(from), Optional.of(Instant.parse(to)), true, Instant.parse(to));
    }

    private static Timetable.Bounds latestAt(String now) {
        return new Timetable.Bounds(
                Optional.of(Instant.parse("2026-01-01T00:00:00Z")), Optional.empty(), false, Instant.parse(now));
    }

    private static List<PlannedRun> all(Timetable timetable, Timetable.Bounds bounds) {
        var runs = new ArrayList<PlannedRun>();
        var next = timetable.next(Optional.empty(), bounds);
        while (next.isPresent()) {
            runs.add(next.get());
            next = timetable.next(next.map(PlannedRun::dataInterval), bounds);
        }
        return runs;
    }

    private static List<String> times(String cron, ZoneId zone, String from, String to) {
        return all(Timetable.cron(cron, zone), catchingUp(Instant.parse(from), to)).stream()
                .map(run -> run.runAfter().toString())
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*/20 * * * *|2026-01-01T00:01:00Z|2026-01-01T00:20:00Z",
                "5/20 * * * *|2026-01-01T00:06:00Z|2026-01-01T00:25:00Z",
                "0 0 L * *|2026-02-01T00:00:00Z|2026-02-28T00:00:00Z",
                "0 0 29 2 *|2026-01-01T00:00:00Z|2028-02-29T00:00:00Z",
                "30 6 * jan-mar mon-fri|2026-03-28T00:00:00Z|2026-03-30T06:30:00Z",
                "0 22 * * fri-mon|2026-01-06T00:00:00Z|2026-01-09T22:00:00Z",
                "0 0 * * 7|2026-01-01T00:00:00Z|2026-01-04T00:00:00Z",
                "0 0 13 * 5|2026-01-03T00:00:00Z|2026-01-09T00:00:00Z",
                "@monthly|2026-01-02T00:00:00Z|2026-02-01T00:00:00Z",
                "0 0 * * fri#2|2026-01-01T00:00:00Z|2026-01-09T00:00:00Z",
                "0 0 * * fri#2|2026-01-10T00:00:00Z|2026-02-13T00:00:00Z",
                "0 0 * * 5#5|2026-02-01T00:00:00Z|2026-05-29T00:00:00Z",
                "0 0 * * mon-wed#1|2026-01-01T00:00:00Z|2026-01-05T00:00:00Z",
                "0 0 * * mon#1,mon#3|2026-01-06T00:00:00Z|2026-01-19T00:00:00Z",
                "0 0 * * L5|2026-01-01T00:00:00Z|2026-01-30T00:00:00Z",
                "0 0 * * L0|2026-02-01T00:00:01Z|2026-02-22T00:00:00Z",
                "0 0 13 * fri#1|2026-01-01T00:00:00Z|2026-01-02T00:00:00Z",
                "0 0 15,L * *|2026-02-16T00:00:00Z|2026-02-28T00:00:00Z",
                "0 0 29-L 2 *|2026-01-01T00:00:00Z|2028-02-29T00:00:00Z",
                "0 0 29 2 ?|2026-01-01T00:00:00Z|2028-02-29T00:00:00Z",
                "0 0 * 2 fri#5|2026-01-01T00:00:00Z|2036-02-29T00:00:00Z",
                "0 0 * * sun-sun|2026-01-01T00:00:01Z|2026-01-02T00:00:00Z",
                "0 0 * * sat-7|2026-01-01T00:00:00Z|2026-01-03T00:00:00Z",
                "* * * * * 15,45|2026-01-01T00:00:16Z|2026-01-01T00:00:45Z",
                "*/5 * * * * */20|2026-01-01T00:00:41Z|2026-01-01T00:05:00Z",
                "@Midnight|2026-01-01T00:00:01Z|2026-01-02T00:00:00Z",
                "@annually|2026-01-02T00:00:00Z|2027-01-01T00:00:00Z",
                "@quarterly|2026-01-02T00:00:00Z|2026-04-01T00:00:00Z",
                "0,30 8-10/2 1,15 * *|2026-01-01T08:31:00Z|2026-01-01T10:00:00Z"
            })
    void readsCronExpressions(String cron, String from, String first) {
        var bounds = new Timetable.Bounds(
                Optional.of(Instant.parse(from)), Optional.empty(), true, Instant.parse("2026-01-01T00:00:00Z"));
        assertThat(Timetable.cron(cron, UTC)
                        .next(Optional.empty(), bounds)
                        .orElseThrow()
                        .runAfter())
                .isEqualTo(first);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 0 * *|it has 4 fields, not 5: minute, hour, day of month, month, day of week; or a sixth for seconds",
                "61 * * * *|minute '61' must be from 0 to 59",
                "* * * foo *|month 'foo' is neither a number nor a name, a range, a step or *",
                "*/0 * * * *|minute '*/0' has a step of 0, which must be at least 1",
                "0 0 30 2 *|its time never comes"
            })
    void saysWhatIsWrongWithACronExpression(String cron, String problem) {
        assertThatThrownBy(() -> Timetable.cron(cron, UTC))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The cron expression '" + cron + "' is not usable: " + problem);
    }

    @Test
    void aTimeThatIsLeftOutInSpringComesOnceLater() {
        assertThat(times("30 2 * * *", BERLIN, "2026-03-28T00:00:00Z", "2026-03-31T00:00:00Z"))
                .containsExactly("2026-03-28T01:30:00Z", "2026-03-29T01:30:00Z", "2026-03-30T00:30:00Z");
    }

    @Test
    void aTimeThatThereIsTwiceInAutumnComesOnce() {
        assertThat(times("30 2 * * *", BERLIN, "2026-10-24T00:00:00Z", "2026-10-26T12:00:00Z"))
                .containsExactly("2026-10-24T00:30:00Z", "2026-10-25T01:30:00Z", "2026-10-26T01:30:00Z");
    }

    @Test
    void everyHourGoesByHoursAsTheyPass() {
        assertThat(times("30 * * * *", BERLIN, "2026-10-24T23:00:00Z", "2026-10-25T03:00:00Z"))
                .containsExactly(
                        "2026-10-24T23:30:00Z", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "2026-10-25T02:30:00Z");
        assertThat(times("*/30 * * * *", BERLIN, "2026-03-29T00:15:00Z", "2026-03-29T01:45:00Z"))
                .containsExactly("2026-03-29T00:30:00Z", "2026-03-29T01:00:00Z", "2026-03-29T01:30:00Z");
    }

    @Test
    void aClockThatIsTurnedByHalfAnHourKeepsTheMinute() {
        var lordHowe = ZoneId.of("Australia/Lord_Howe");
        assertThat(times("30 * * * *", lordHowe, "2026-04-04T13:00:00Z", "2026-04-04T16:30:00Z"))
                .containsExactly(
                        "2026-04-04T13:30:00Z", "2026-04-04T14:30:00Z", "2026-04-04T15:00:00Z", "2026-04-04T16:00:00Z");
    }

    /** A day has each time once, an hour each minute, in every zone and year of the test. */
    @ParameterizedTest
    @ValueSource(strings = {"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Sao_Paulo", "UTC"})
    void neitherLosesNorDoublesADay(String zoneId) {
        var zone = ZoneId.of(zoneId);
        for (int hour = 0; hour < 24; hour++) {
            var start = LocalDate.of(2017, 1, 1).atStartOfDay(zone).toInstant();
            var runs = all(Timetable.cron("30 " + hour + " * * *", zone), catchingUp(start, "2019-01-01T12:00:00Z"));
            var days = runs.stream()
                    .map(run -> ZonedDateTime.ofInstant(run.runAfter(), zone).toLocalDate())
                    .toList();
            assertThat(days)
                    .as("hour %d in %s", hour, zone)
                    .doesNotHaveDuplicates()
                    .isSorted();
            for (int day = 1; day < days.size(); day++) {
                assertThat(days.get(day)).isEqualTo(days.get(day - 1).plusDays(1));
            }
        }
    }

    @Test
    void withoutCatchupOnlyTheLastRunThatIsOverIsDue() {
        var hourly = Timetable.cron("@hourly", UTC);
        var last = Optional.of(DataInterval.at(Instant.parse("2026-01-01T03:00:00Z")));
        assertThat(hourly.next(last, latestAt("2026-01-01T09:30:00Z")))
                .contains(run("2026-01-01T09:00:00Z", "2026-01-01T09:00:00Z", "2026-01-01T09:00:00Z"));
        var justNow = Optional.of(DataInterval.at(Instant.parse("2026-01-01T09:00:00Z")));
        assertThat(hourly.next(justNow, latestAt("2026-01-01T09:30:00Z")))
                .contains(run("2026-01-01T10:00:00Z", "2026-01-01T10:00:00Z", "2026-01-01T10:00:00Z"));
    }

    @Test
    void anIntervalIsDueAtItsEnd() {
        var daily = Timetable.cronIntervals("@daily", UTC);
        assertThat(all(daily, catchingUp(Instant.parse("2026-01-01T10:00:00Z"), "2026-01-03T00:00:00Z")))
                .containsExactly(
                        run("2026-01-03T00:00:00Z", "2026-01-02T00:00:00Z", "2026-01-03T00:00:00Z"),
                        run("2026-01-04T00:00:00Z", "2026-01-03T00:00:00Z", "2026-01-04T00:00:00Z"));
        assertThat(daily.next(Optional.empty(), latestAt("2026-01-10T05:00:00Z")))
                .contains(run("2026-01-10T00:00:00Z", "2026-01-09T00:00:00Z", "2026-01-10T00:00:00Z"));
        assertThat(daily.intervalOf(Instant.parse("2026-01-10T05:00:00Z")))
                .isEqualTo(
                        new DataInterval(Instant.parse("2026-01-09T00:00:00Z"), Instant.parse("2026-01-10T00:00:00Z")));
    }

    @Test
    void aFixedDistanceDoesNotDrift() {
        var timetable = Timetable.every(Duration.ofMinutes(10));
        assertThat(all(timetable, catchingUp(Instant.parse("2026-01-01T00:03:00Z"), "2026-01-01T00:30:00Z")))
                .extracting(run -> run.runAfter().toString())
                .containsExactly("2026-01-01T00:03:00Z", "2026-01-01T00:13:00Z", "2026-01-01T00:23:00Z");
        var last = Optional.of(DataInterval.at(Instant.parse("2026-01-01T00:03:00Z")));
        assertThat(timetable.next(last, latestAt("2026-01-01T00:03:01Z")).map(PlannedRun::runAfter))
                .contains(Instant.parse("2026-01-01T00:13:00Z"));
    }

    @Test
    void onceIsOnce() {
        var now = latestAt("2026-01-01T05:00:00Z");
        var first = Timetable.once().next(Optional.empty(), now);
        assertThat(first.map(PlannedRun::runAfter)).contains(Instant.parse("2026-01-01T00:00:00Z"));
        assertThat(Timetable.once().next(first.map(PlannedRun::dataInterval), now))
                .isEmpty();
    }

    @Test
    void aScheduleNeedsParametersAndSoundDates() {
        record Params(int n) {}
        var dag = Dag.named("unsound", Params.class)
                .startDate(Instant.parse("2026-02-01T00:00:00Z"))
                .endDate(Instant.parse("2026-01-01T00:00:00Z"))
                .schedule(Timetable.cron("@daily", UTC));
        dag.task("only").runs(Integer.class, context -> 1);
        assertThatThrownBy(dag::build)
                .hasMessageContaining("nobody gives scheduled runs their parameters; set defaults(..)")
                .hasMessageContaining("Its start date 2026-02-01T00:00:00Z is after its end date 2026-01-01T00:00:00Z");
    }

    private static PlannedRun run(String runAfter, String start, String end) {
        return new PlannedRun(Instant.parse(runAfter), new DataInterval(Instant.parse(start), Instant.parse(end)));
    }
}
