/**
 * PostgreSQL servers that come with the app, for the demo and for users who have no metadata database of their own. A
 * server belongs to a directory below {@code DAGRUNR_HOME}; any number of processes may use it at once, the first
 * starts it and the last stops it. Start reading at {@link dev.dagrunr.dashboard.internal.postgres.EmbeddedServer}. What
 * is inside the databases is none of this package's business.
 */
@org.jspecify.annotations.NullMarked
package dev.dagrunr.dashboard.internal.postgres;
