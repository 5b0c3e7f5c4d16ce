package dev.dagrunr.dag;

import java.util.Locale;

/**
 * When a task may start, judged by the states of its direct upstream task instances: Airflow's rules under their own
 * names. The lower-case name is what is stored and shown.
 */
public enum TriggerRule {
    /** All upstream instances succeeded. The default, and the only rule under which a task may read upstream values. */
    ALL_SUCCESS,
    /** All upstream instances failed, themselves or through their upstream. */
    ALL_FAILED,
    /** All upstream instances ended, however. */
    ALL_DONE,
    /** All upstream instances ended, none was skipped and at least one succeeded. */
    ALL_DONE_MIN_ONE_SUCCESS,
    /** All upstream instances ended and a setup among them succeeded; the rule of teardown tasks. */
    ALL_DONE_SETUP_SUCCESS,
    /** One upstream instance succeeded; does not wait for the others. */
    ONE_SUCCESS,
    /** One upstream instance failed; does not wait for the others. */
    ONE_FAILED,
    /** One upstream instance succeeded or failed; does not wait for the others. */
    ONE_DONE,
    /** All upstream instances succeeded or were skipped. */
    NONE_FAILED,
    /** All upstream instances succeeded or were skipped, and at least one succeeded. */
    NONE_FAILED_MIN_ONE_SUCCESS,
    /** All upstream instances ended and none was skipped. */
    NONE_SKIPPED,
    /** All upstream instances were skipped. */
    ALL_SKIPPED,
    /** At once, whatever the upstream does. */
    ALWAYS;

    /** The stored name, such as {@code all_done}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
