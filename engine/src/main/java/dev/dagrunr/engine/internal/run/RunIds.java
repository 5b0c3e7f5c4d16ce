package dev.dagrunr.engine.internal.run;

import dev.dagrunr.engine.DagRunrException;
import dev.dagrunr.engine.ErrorCode;
import java.util.regex.Pattern;

/**
 * What a run may be called. What the engine itself calls runs is always allowed.
 *
 * @param allowed what the beginning of an id must match, as Airflow's {@code allowed_run_id_pattern}; nothing is allowed when
 *     it is empty
 */
public record RunIds(Pattern allowed) {
    private static final Pattern VALID = Pattern.compile("[A-Za-z0-9_.~:+-]{1,250}");
    private static final Pattern GENERATED = Pattern.compile(
            "(manual|scheduled|backfill)__\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|\\+00:00)");

    /** Airflow's default: the characters that every id is made of. */
    public static final RunIds ANY = new RunIds(Pattern.compile("[A-Za-z0-9_.~:+-]+"));

    /** @throws DagRunrException when it is not valid */
    public String require(String runId) {
        if (!VALID.matcher(runId).matches()) {
            throw new DagRunrException(
                    ErrorCode.INVALID_CONF,
                    "Run id '" + runId + "' is not valid; use 1 to 250 letters, digits and the characters _ . ~ : + -");
        }
        boolean matches = !allowed.pattern().isEmpty() && allowed.matcher(runId).lookingAt();
        if (!matches && !GENERATED.matcher(runId).matches()) {
            throw new DagRunrException(
                    ErrorCode.INVALID_CONF,
                    "Run id '" + runId + "' is not allowed: it does not begin with what allowedRunIdPattern '"
                            + allowed.pattern() + "' says");
        }
        return runId;
    }
}
