package dev.dagrunr.engine.internal.run;

import java.util.UUID;

/** This JVM as the store knows it: an id that is new with every lease, and a name for people. */
record Node(UUID id, String name) {
    static Node named(String name) {
        return new Node(UUID.randomUUID(), name);
    }
}
