package dev.dagrunr.dashboard.internal.postgres;

/** An embedded server could not be started, reached or stopped; the message names the server's directory and the remedy. */
public final class EmbeddedServerException extends RuntimeException {
    EmbeddedServerException(String message) {
        super(message);
    }

    EmbeddedServerException(String message, Throwable cause) {
        super(message, cause);
    }
}
