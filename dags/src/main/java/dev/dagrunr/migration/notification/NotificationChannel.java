package dev.dagrunr.migration.notification;

/** One way to tell somebody. An implementation of your own goes to {@link Notifications#with}. Thread-safe. */
public interface NotificationChannel {
    /** For messages and logs, such as {@code slack}. */
    String name();

    /**
     * Delivers it, or throws; within about ten seconds. The same one may come twice when it is not known whether the first
     * arrived.
     *
     * @throws DeliveryException when it was refused or nobody answered
     */
    void send(Notification notification) throws DeliveryException, InterruptedException;
}
