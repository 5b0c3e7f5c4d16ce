/** Small programs, one idea each, which the documents quote word for word. Start at {@link dev.dagrunr.examples.WordCount}. */
@org.jspecify.annotations.NullMarked
package dev.dagrunr.examples;
