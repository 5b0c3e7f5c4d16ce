package dev.dagrunr.engine.internal.run;

/**
 * How much of what tasks produce is stored.
 *
 * @param valueBytes the longest JSON of one value, or of one element of a list, in UTF-8
 * @param logCharacters the longest log of one attempt
 */
public record Limits(int valueBytes, int logCharacters) {}
