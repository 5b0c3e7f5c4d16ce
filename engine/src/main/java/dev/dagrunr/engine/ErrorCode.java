package dev.dagrunr.engine;

/** What went wrong, for programs; the message says it for people. The names are stable. */
public enum ErrorCode {
    UNKNOWN_DAG(Blame.CALLER),
    UNKNOWN_TASK(Blame.CALLER),
    UNKNOWN_RUN(Blame.CALLER),
    /** A pool does not exist, or is too small for a task that names it. */
    UNKNOWN_POOL(Blame.CALLER),
    RUN_EXISTS(Blame.CALLER),
    INVALID_CONF(Blame.CALLER),
    INVALID_CONFIGURATION(Blame.CALLER),
    INVALID_STATE(Blame.CALLER),
    /** A task returned a value that cannot be stored. */
    INVALID_RESULT(Blame.CALLER),
    SCHEMA_TOO_NEW(Blame.ENVIRONMENT),
    /** The metadata database was made by a version that was never released. */
    SCHEMA_NOT_RELEASED(Blame.ENVIRONMENT),
    DATABASE(Blame.ENVIRONMENT),
    INTERNAL(Blame.LIBRARY);

    /** Whose fault it is: only what the environment did can be different at the next try. */
    public enum Blame {
        CALLER,
        ENVIRONMENT,
        LIBRARY
    }

    private final Blame blame;

    ErrorCode(Blame blame) {
        this.blame = blame;
    }

    public Blame blame() {
        return blame;
    }
}
