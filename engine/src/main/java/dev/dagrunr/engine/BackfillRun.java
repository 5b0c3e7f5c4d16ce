package dev.dagrunr.engine;

import dev.dagrunr.dag.BackfillFate;
import dev.dagrunr.dag.Run;

/**
 * What a backfill does for one logical date. Immutable.
 *
 * @param run the run that is created, or that exists
 */
public record BackfillRun(Run run, BackfillFate fate) {}
