/**
 * Tells people and machines how a migration ended: what is told ({@link dev.dagrunr.migration.notification.Notification}),
 * where to ({@link dev.dagrunr.migration.notification.NotificationChannel}, to be implemented by who needs another one) and
 * which channels an environment asks for ({@link dev.dagrunr.migration.notification.Notifications}). Start there. Nothing
 * here decides whether a migration succeeded.
 */
@NullMarked
package dev.dagrunr.migration.notification;

import org.jspecify.annotations.NullMarked;
