package dev.dagrunr.migration.transfer;

/** Which of the two servers. */
enum Side {
    SOURCE("source", TransferErrorCode.SOURCE_FAILED),
    TARGET("target", TransferErrorCode.TARGET_FAILED);

    private final String label;
    private final TransferErrorCode failed;

    Side(String label, TransferErrorCode failed) {
        this.label = label;
        this.failed = failed;
    }

    String label() {
        return label;
    }

    TransferErrorCode failed() {
        return failed;
    }
}
