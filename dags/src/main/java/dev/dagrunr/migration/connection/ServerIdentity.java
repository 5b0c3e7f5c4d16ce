package dev.dagrunr.migration.connection;

/**
 * Which database a connection really leads to, whatever name or address was used. Two connections are the same database
 * when these are equal; copies made with {@code pg_basebackup} share the system identifier with their origin.
 */
public record ServerIdentity(String systemIdentifier, String database) {}
