package dev.dagrunr.dag.internal.decision;

import dev.dagrunr.dag.TriggerRule;

/**
 * When a task instance may start, by Airflow's trigger rules. Only direct upstream instances count. A state that is
 * propagated (skipped, upstream failed) wins over a satisfied rule and does not wait for the upstream instances that are
 * still on their way. Pure.
 */
public final class Readiness {
    private Readiness() {}

    private static final Tally NO_SETUPS = Tally.of(0);

    /** For a task that watches no setup. */
    public static Verdict of(TriggerRule rule, Tally upstream, int mapIndex) {
        return of(rule, upstream, NO_SETUPS, mapIndex);
    }

    /**
     * @param setups how the setups ended that the task watches: those directly before a teardown; those further up of any
     *     other task, all of which must have succeeded
     * @param mapIndex -1 for an instance that is not mapped
     */
    public static Verdict of(TriggerRule rule, Tally upstream, Tally setups, int mapIndex) {
        var byRule = byRule(rule, upstream, setups, mapIndex);
        boolean ruleSeesSetups = rule == TriggerRule.ALL_DONE_SETUP_SUCCESS || rule == TriggerRule.ALWAYS;
        if (ruleSeesSetups || setups.total() == 0) {
            return byRule;
        }
        var bySetups = byRule(TriggerRule.ALL_SUCCESS, setups, NO_SETUPS, mapIndex);
        return bySetups == Verdict.RUN || (bySetups == Verdict.WAIT && byRule != Verdict.RUN) ? byRule : bySetups;
    }

    /** By the rule alone; that of teardowns looks at the setups directly before them. */
    static Verdict byRule(TriggerRule rule, Tally upstream, Tally setups, int mapIndex) {
        if (rule == TriggerRule.ALWAYS || upstream.total() == 0) {
            return Verdict.RUN;
        }
        var propagated = propagated(rule, upstream, setups, mapIndex);
        if (propagated != Verdict.WAIT) {
            return propagated;
        }
        return satisfied(rule, upstream, setups, mapIndex) ? Verdict.RUN : Verdict.WAIT;
    }

    private static boolean satisfied(TriggerRule rule, Tally up, Tally setups, int mapIndex) {
        int missing = up.total() - (mapIndex >= 0 ? up.removed() : 0);
        int failed = up.failed() + up.upstreamFailed();
        return switch (rule) {
            case ALL_SUCCESS -> up.success() >= missing;
            case ALL_FAILED -> failed >= missing;
            case ALL_DONE -> up.complete();
            case ALL_DONE_MIN_ONE_SUCCESS -> doneWithSuccess(up, mapIndex);
            case ALL_DONE_SETUP_SUCCESS -> up.complete() && (setups.total() == 0 || setups.success() > 0);
            case ONE_SUCCESS -> up.success() > 0;
            case ONE_FAILED -> failed > 0;
            case ONE_DONE -> up.success() + up.failed() > 0;
            case NONE_FAILED, NONE_FAILED_MIN_ONE_SUCCESS -> up.success() + up.skipped() >= missing;
            case NONE_SKIPPED -> up.complete() && up.skipped() == 0;
            case ALL_SKIPPED -> up.skipped() >= up.total();
            case ALWAYS -> true;
        };
    }

    private static boolean doneWithSuccess(Tally up, int mapIndex) {
        int missing = mapIndex >= 0 ? up.removed() : 0;
        int ended = up.success() + up.failed() + up.upstreamFailed() + up.removed();
        return up.skipped() == 0 && ended - missing >= up.total() - missing && up.success() > 0;
    }

    private static Verdict propagated(TriggerRule rule, Tally up, Tally setups, int mapIndex) {
        boolean failed = up.failed() + up.upstreamFailed() > 0;
        boolean skipped = up.skipped() > 0;
        return switch (rule) {
            case ALL_SUCCESS -> allSuccess(up, failed, skipped, mapIndex);
            case ALL_FAILED -> up.success() > 0 || skipped ? Verdict.SKIP : Verdict.WAIT;
            case ALL_DONE_MIN_ONE_SUCCESS -> allDoneMinOneSuccess(up, skipped);
            case ALL_DONE_SETUP_SUCCESS -> setupSuccess(up, setups);
            case ONE_SUCCESS -> oneSuccess(up);
            case ONE_FAILED -> up.complete() && !failed ? Verdict.SKIP : Verdict.WAIT;
            case ONE_DONE -> up.complete() && up.success() + up.failed() == 0 ? Verdict.SKIP : Verdict.WAIT;
            case NONE_FAILED -> failed ? Verdict.FAIL_UPSTREAM : Verdict.WAIT;
            case NONE_FAILED_MIN_ONE_SUCCESS -> noneFailedMinOneSuccess(up, failed);
            case NONE_SKIPPED -> skipped ? Verdict.SKIP : Verdict.WAIT;
            case ALL_SKIPPED -> failed || up.success() > 0 ? Verdict.SKIP : Verdict.WAIT;
            case ALL_DONE, ALWAYS -> Verdict.WAIT;
        };
    }

    private static Verdict allSuccess(Tally up, boolean failed, boolean skipped, int mapIndex) {
        if (failed) {
            return Verdict.FAIL_UPSTREAM;
        }
        if (skipped) {
            return Verdict.SKIP;
        }
        return up.removed() > 0 && mapIndex >= 0 && mapIndex >= up.success() ? Verdict.REMOVE : Verdict.WAIT;
    }

    private static Verdict allDoneMinOneSuccess(Tally up, boolean skipped) {
        if (skipped) {
            return Verdict.SKIP;
        }
        return up.complete() && up.success() == 0 ? Verdict.FAIL_UPSTREAM : Verdict.WAIT;
    }

    private static Verdict setupSuccess(Tally up, Tally setups) {
        if (!up.complete() || setups.total() == 0) {
            return Verdict.WAIT;
        }
        if (setups.skipped() >= setups.total()) {
            return Verdict.SKIP;
        }
        return setups.success() == 0 ? Verdict.FAIL_UPSTREAM : Verdict.WAIT;
    }

    private static Verdict oneSuccess(Tally up) {
        if (!up.complete()) {
            return Verdict.WAIT;
        }
        if (up.skipped() == up.done()) {
            return Verdict.SKIP;
        }
        return up.success() == 0 ? Verdict.FAIL_UPSTREAM : Verdict.WAIT;
    }

    private static Verdict noneFailedMinOneSuccess(Tally up, boolean failed) {
        if (failed) {
            return Verdict.FAIL_UPSTREAM;
        }
        return up.skipped() == up.total() ? Verdict.SKIP : Verdict.WAIT;
    }
}
