package dev.dagrunr.dashboard.internal.cli;

/** What the process ends with. Scripts rely on the numbers. */
public final class ExitCode {
    /** Done, and the answer is yes. */
    public static final int SUCCESS = 0;
    /** Done, and the answer is no: a run failed, a validation found differences, a connection does not answer. */
    public static final int NEGATIVE = 1;
    /** Nothing was done: the command, an option, the conf or a setting is wrong. */
    public static final int USAGE = 2;
    /** Something that is needed is missing: a database does not answer, a port is taken, a disk is full. */
    public static final int ENVIRONMENT = 3;
    /** A fault of the app itself. */
    public static final int INTERNAL = 70;

    private ExitCode() {}
}
