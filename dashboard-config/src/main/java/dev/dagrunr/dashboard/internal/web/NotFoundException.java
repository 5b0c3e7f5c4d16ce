package dev.dagrunr.dashboard.internal.web;

/** What was asked for does not exist; the message is one sentence for whoever asked. */
public final class NotFoundException extends RuntimeException {
    public NotFoundException(String message) {
        super(message);
    }
}
