/**
 * The seam to JobRunr: the only package of the engine that imports {@code org.jobrunr}.
 *
 * <p>A JobRunr job is a dispatch token, a {@link dev.dagrunr.engine.internal.job.Ticket}, for one attempt of one task
 * instance. It carries two numbers and decides nothing: whether an attempt may run is answered by the engine's own
 * tables when the {@link dev.dagrunr.engine.internal.job.AttemptHandler} claims it, so a token that is lost, doubled or
 * late does no harm. What lives here: storing tokens inside the caller's transaction, fetching them at once after a
 * wake-up, running them on a fixed number of threads, surviving an outage of the database, and telling the engine what
 * somebody pressed in JobRunr's dashboard. What does not: states, retries, timeouts, leases.
 *
 * <p>Start reading at {@link dev.dagrunr.engine.internal.job.JobQueue}.
 */
@NullMarked
package dev.dagrunr.engine.internal.job;

import org.jspecify.annotations.NullMarked;
