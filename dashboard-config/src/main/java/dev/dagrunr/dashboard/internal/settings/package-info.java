/**
 * What the app reads from its environment, checked as a whole before anything starts. Connections
 * ({@code DAGRUNR_CONN_…}) are not here: they are resolved by the node that runs a task. Start reading at
 * {@link dev.dagrunr.dashboard.internal.settings.Settings}.
 */
@org.jspecify.annotations.NullMarked
package dev.dagrunr.dashboard.internal.settings;
