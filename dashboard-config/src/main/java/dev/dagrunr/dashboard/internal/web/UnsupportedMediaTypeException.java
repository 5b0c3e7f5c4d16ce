package dev.dagrunr.dashboard.internal.web;

/** A body is of another type than the one that is asked for; the message is one sentence for whoever sent it. */
public final class UnsupportedMediaTypeException extends RuntimeException {
    public UnsupportedMediaTypeException(String message) {
        super(message);
    }
}
