package dev.dagrunr.engine;

/**
 * How much a clean-up deleted, or would delete.
 *
 * @param runs whole runs
 * @param logLines of runs that stay
 * @param values of runs that stay; each element of a list is one
 * @param attempts of runs that stay
 */
public record Cleaned(long runs, long logLines, long values, long attempts) {}
