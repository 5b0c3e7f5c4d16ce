package dev.dagrunr.engine;

/** Everything that the engine refuses or fails at. The message is one sentence that can be shown to people. */
public final class DagRunrException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final String sentence;

    public DagRunrException(ErrorCode code, String message) {
        super(message);
        this.code = code;
        this.sentence = message;
    }

    public DagRunrException(ErrorCode code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
        this.sentence = message;
    }

    @Override
    public String getMessage() {
        return sentence;
    }

    public ErrorCode code() {
        return code;
    }
}
