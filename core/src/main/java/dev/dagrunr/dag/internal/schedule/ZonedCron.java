package dev.dagrunr.dag.internal.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/**
 * The moments that a cron expression means in a time zone. A day has each of its times once, however the clock is turned:
 * a time that is left out in spring comes when the clock has been turned, as much later as it was turned; one that there is
 * twice in autumn comes the second time. Only an expression for every hour goes by hours as they pass: it has both of those
 * in autumn, and leaves none out in spring. The rule is Airflow's. Immutable.
 */
final class ZonedCron implements Beat {
    /** More than any clock has been turned. */
    private static final Duration TURN = Duration.ofHours(25);

    private static final Duration FIRST_LOOK_BACK = Duration.ofHours(1);

    private final Cron cron;
    private final ZoneId zone;

    ZonedCron(Cron cron, ZoneId zone) {
        this.cron = cron;
        this.zone = zone;
    }

    @Override
    public Instant after(Instant time) {
        return cron.everyHour() ? afterInPassingHours(time) : afterOnTheWall(time);
    }

    /** Between two turns of the clock it goes on like any other. */
    private Instant afterInPassingHours(Instant time) {
        var from = time;
        var local = local(time);
        while (true) {
            var next = cron.after(local).toInstant(zone.getRules().getOffset(from));
            var turn = zone.getRules().nextTransition(from);
            if (turn == null || next.isBefore(turn.getInstant())) {
                return next;
            }
            from = turn.getInstant();
            // the minute of the turn itself may be meant
            local = turn.getDateTimeAfter().minusNanos(1);
        }
    }

    private Instant afterOnTheWall(Instant time) {
        var turn = zone.getRules().nextTransition(time.minus(TURN));
        boolean turnedLately = turn != null && !turn.getInstant().isAfter(time);
        var local = cron.after(local(turnedLately ? time.minus(TURN) : time));
        while (!moment(local).isAfter(time)) {
            local = cron.after(local);
        }
        // a time that was left out may come after others that are later on the wall
        var best = moment(local);
        for (var other = cron.after(local); other.isBefore(local(best)); other = cron.after(other)) {
            var moment = moment(other);
            if (moment.isAfter(time) && moment.isBefore(best)) {
                best = moment;
            }
        }
        return best;
    }

    private LocalDateTime local(Instant time) {
        return LocalDateTime.ofInstant(time, zone);
    }

    private Instant moment(LocalDateTime local) {
        return ZonedDateTime.of(local, zone).withLaterOffsetAtOverlap().toInstant();
    }

    @Override
    public Instant before(Instant time) {
        var back = FIRST_LOOK_BACK;
        var found = after(time.minus(back));
        while (!found.isBefore(time)) {
            back = back.multipliedBy(2);
            found = after(time.minus(back));
        }
        for (var next = after(found); next.isBefore(time); next = after(next)) {
            found = next;
        }
        return found;
    }

    @Override
    public Instant atOrAfter(Instant time) {
        return after(time.minusNanos(1));
    }

    @Override
    public Instant atOrBefore(Instant time) {
        return before(time.plusNanos(1));
    }
}
