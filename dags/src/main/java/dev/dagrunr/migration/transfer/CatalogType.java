package dev.dagrunr.migration.transfer;

import java.util.List;

/**
 * A row of {@code pg_type} and what belongs to it. Immutable.
 *
 * @param kind as {@code typtype}, and {@code a} for an array
 * @param builtIn whether every server has this type under this name
 * @param extension name and version, or empty
 * @param parts the type of an array's elements, a domain's base, a range's bounds, a composite's columns
 * @param labels of an enum, in no order; else empty
 * @param label as a person writes it
 */
record CatalogType(
        long oid,
        String name,
        char kind,
        boolean builtIn,
        boolean sendsAndReceives,
        String extension,
        List<Long> parts,
        List<String> labels,
        String label) {}
