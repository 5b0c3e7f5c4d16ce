/**
 * Hints between the nodes of one database, by PostgreSQL's LISTEN and NOTIFY.
 *
 * <p>A {@link dev.dagrunr.engine.internal.signal.Signal} makes another node look now instead of at its next poll. It is
 * never the only way to learn something: one may get lost, come twice or come late, and everything it says is read from
 * the engine's tables by whoever receives it. Nothing here knows what a signal leads to.
 *
 * <p>Start reading at {@link dev.dagrunr.engine.internal.signal.SignalBus}.
 */
@NullMarked
package dev.dagrunr.engine.internal.signal;

import org.jspecify.annotations.NullMarked;
