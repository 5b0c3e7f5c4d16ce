package dev.dagrunr.engine.internal.job;

import java.util.List;
import java.util.UUID;

/**
 * A dispatch token: one attempt of one task instance, as JobRunr stores it.
 *
 * <p>Name and labels are what a person reads in JobRunr's dashboard; they are shortened to what it can hold (three
 * different labels of 45 characters), keeping the beginning and the end of a text. Immutable.
 *
 * @param jobId the id of JobRunr's job; one that JobRunr has not seen yet
 * @param epoch the attempt's fencing number, handed back to {@link AttemptHandler#run}
 */
public record Ticket(UUID jobId, long taskInstanceId, int epoch, String name, List<String> labels) {

    private static final int LABELS = 3;
    private static final int LABEL_LENGTH = 45;
    private static final int NAME_LENGTH = 250;

    public Ticket {
        name = shortened(name, NAME_LENGTH);
        labels = labels.stream()
                .filter(label -> !label.isBlank())
                .map(label -> shortened(label, LABEL_LENGTH))
                .distinct()
                .limit(LABELS)
                .toList();
    }

    /** Keeps both ends, because ids of one kind differ at either of them. */
    private static String shortened(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        int head = beforeSurrogatePair(text, length / 2);
        int tail = text.length() - (length - head - 1);
        return text.substring(0, head) + "…" + text.substring(afterSurrogatePair(text, tail));
    }

    private static int beforeSurrogatePair(String text, int end) {
        return Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end;
    }

    private static int afterSurrogatePair(String text, int start) {
        return Character.isLowSurrogate(text.charAt(start)) ? start + 1 : start;
    }
}
