/**
 * The engine at work: decisions carried out in transactions ({@link dev.dagrunr.engine.internal.run.Coordinator}), attempts
 * run on this node ({@link dev.dagrunr.engine.internal.run.Worker}), and what keeps both going when nodes die ({@link
 * dev.dagrunr.engine.internal.run.Heartbeat}, {@link dev.dagrunr.engine.internal.run.Sweep}).
 */
@org.jspecify.annotations.NullMarked
package dev.dagrunr.engine.internal.run;
