package dev.dagrunr.engine.view;

/** Which part of a list is wanted. Immutable. */
public record PageRequest(int offset, int limit) {
    /** @throws IllegalArgumentException when the offset is negative or the limit is not between 1 and 1,000 */
    public PageRequest {
        if (offset < 0) {
            throw new IllegalArgumentException("offset is " + offset + ", but must be at least 0");
        }
        if (limit < 1 || limit > 1_000) {
            throw new IllegalArgumentException("limit is " + limit + ", but must be between 1 and 1000");
        }
    }
}
