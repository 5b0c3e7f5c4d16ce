package dev.dagrunr.dashboard.internal.web;

/** A request is refused; the message is one sentence for whoever sent it. */
public final class ForbiddenException extends RuntimeException {
    public ForbiddenException(String message) {
        super(message);
    }
}
