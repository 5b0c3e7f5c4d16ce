/** Quoting of everything that dynamic SQL is made of. No other place in this module quotes. */
@org.jspecify.annotations.NullMarked
package dev.dagrunr.migration.sql;
