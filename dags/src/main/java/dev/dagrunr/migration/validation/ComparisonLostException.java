package dev.dagrunr.migration.validation;

/** A comparison ended before it had a result, because a server or the way to it was lost; another try can help. */
public final class ComparisonLostException extends RuntimeException {
    ComparisonLostException(String message, Throwable cause) {
        super(message, cause);
    }
}
