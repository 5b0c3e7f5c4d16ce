package dev.dagrunr.dashboard.internal.node;

/** The metadata database cannot be used. The message is one sentence without credentials. */
public final class MetadataException extends RuntimeException {
    MetadataException(String message, Throwable cause) {
        super(message, cause);
    }
}
