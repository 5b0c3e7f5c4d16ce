package dev.dagrunr.dashboard.internal.web;

/** A request cannot be understood; the message is one sentence for whoever sent it. */
public final class BadRequestException extends RuntimeException {
    public BadRequestException(String message) {
        super(message);
    }
}
