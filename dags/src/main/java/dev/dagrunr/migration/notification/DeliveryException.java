package dev.dagrunr.migration.notification;

import java.io.Serial;

/** A notification did not arrive. The message never holds an address, which may be a secret, nor a password. */
public final class DeliveryException extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    private final boolean worthRetrying;

    private DeliveryException(String message, boolean worthRetrying) {
        super(message);
        this.worthRetrying = worthRetrying;
    }

    /** Nobody answered, or the answer was to come back later. */
    public static DeliveryException temporary(String message) {
        return new DeliveryException(message, true);
    }

    /** It will be refused again. */
    public static DeliveryException permanent(String message) {
        return new DeliveryException(message, false);
    }

    public boolean worthRetrying() {
        return worthRetrying;
    }
}
