package dev.dagrunr.engine;

import java.util.regex.Pattern;

/** What a run may be called. */
final class RunIds {
    private static final Pattern VALID = Pattern.compile("[A-Za-z0-9_.~:+-]{1,250}");

    private RunIds() {}

    /** @throws DagRunrException when it is not valid */
    static String require(String runId) {
        if (!VALID.matcher(runId).matches()) {
            throw new DagRunrException(
                    ErrorCode.INVALID_CONF,
                    "Run id '" + runId + "' is not valid; use 1 to 250 letters, digits and the characters _ . ~ : + -");
        }
        return runId;
    }
}
