/**
 * When runs are due: cron expressions with daylight saving, fixed steps, and the timetables made of them. Not API; start
 * reading at {@link dev.dagrunr.dag.internal.schedule.ZonedCron}. No clock is read here.
 */
@org.jspecify.annotations.NullMarked
package dev.dagrunr.dag.internal.schedule;
