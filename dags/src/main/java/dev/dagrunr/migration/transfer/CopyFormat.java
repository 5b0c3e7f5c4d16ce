package dev.dagrunr.migration.transfer;

/** How rows are written on the wire. */
enum CopyFormat {
    BINARY("binary"),
    TEXT("text");

    private final String label;

    CopyFormat(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }
}
