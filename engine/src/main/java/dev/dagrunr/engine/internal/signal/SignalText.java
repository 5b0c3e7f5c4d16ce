package dev.dagrunr.engine.internal.signal;

import java.util.Optional;

/**
 * A signal as the payload of a notification: the sender's id, the kind and its numbers, separated by blanks. Nodes of
 * different versions read each other's, so a kind is never renamed, and one that is not known is ignored.
 */
record SignalText(String sender, String text) {

    private static final String WORK = "work";
    private static final String CANCEL = "cancel";
    private static final String FINISHED = "finished";
    private static final String QUEUED = "queued";

    static SignalText of(String sender, Signal signal) {
        return new SignalText(sender, textOf(signal));
    }

    private static String textOf(Signal signal) {
        if (signal instanceof Signal.Cancel cancel) {
            return CANCEL + " " + cancel.taskInstanceId() + " " + cancel.epoch();
        }
        if (signal instanceof Signal.RunFinished finished) {
            return FINISHED + " " + finished.runId();
        }
        if (signal instanceof Signal.RunsQueued queued) {
            return QUEUED + " " + queued.dagId();
        }
        if (signal instanceof Signal.WorkAvailable) {
            return WORK;
        }
        throw new IllegalArgumentException("Signal " + signal + " is not one to send; each node says it to itself.");
    }

    static SignalText parse(String payload) {
        int blank = payload.indexOf(' ');
        return blank < 0
                ? new SignalText(payload, "")
                : new SignalText(payload.substring(0, blank), payload.substring(blank + 1));
    }

    String payload() {
        return sender + " " + text;
    }

    /** Empty when this version does not know the signal. */
    Optional<Signal> signal() {
        String[] words = text.split(" ");
        try {
            return switch (words[0] + "/" + words.length) {
                case WORK + "/1" -> Optional.of(new Signal.WorkAvailable());
                case CANCEL + "/3" ->
                    Optional.of(new Signal.Cancel(Long.parseLong(words[1]), Integer.parseInt(words[2])));
                case FINISHED + "/2" -> Optional.of(new Signal.RunFinished(Long.parseLong(words[1])));
                case QUEUED + "/2" -> Optional.of(new Signal.RunsQueued(words[1]));
                default -> Optional.empty();
            };
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
