package dev.dagrunr.dashboard.internal.cli;

/** How records are printed. The names are what {@code -o} takes. */
public enum OutputFormat {
    /** For people: aligned columns with a header, cut to the width of the terminal. */
    table,
    /** One JSON array of objects. */
    json,
    /** The same as a YAML sequence of mappings. */
    yaml,
    /** For scripts: one record a line, fields separated by tabs, no header. */
    plain
}
