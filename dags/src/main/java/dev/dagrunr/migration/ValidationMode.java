package dev.dagrunr.migration;

import java.util.Locale;

/** How a table of the target is compared with its source. */
public enum ValidationMode {
    /** By the exact number of rows. */
    COUNTS,
    /** By the exact number of rows, and some 10,000 rows of each table by their keys. */
    SAMPLE,
    /** By the exact number of rows and a checksum over all their values, computed on both servers. */
    CHECKSUM;

    /** As conf and reports name it. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
