/**
 * This process as a member of a DagRunr installation: its metadata database, the DAGs it knows, its engine, and the
 * signal by which it is told to end. Commands are in {@code cli}; nothing here prints. Start reading at
 * {@link dev.dagrunr.dashboard.internal.node.AppEngine}.
 */
@org.jspecify.annotations.NullMarked
package dev.dagrunr.dashboard.internal.node;
