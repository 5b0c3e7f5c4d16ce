package dev.dagrunr.dag;

import org.jspecify.annotations.Nullable;

/**
 * Two elements that {@link Expandable#cross cross}, {@link Expandable#zip zip} or {@link Expandable#zipLongest zipLongest}
 * brought together. Immutable when they are.
 */
public record Pair<A extends @Nullable Object, B extends @Nullable Object>(A first, B second) {}
