package dev.dagrunr.engine.view;

/**
 * A value that a task instance returned, or one element of the list that it returned. Immutable.
 *
 * @param part the position in a list that tasks can be expanded over; -1 for any other value
 * @param json the value, cut off when it is longer than asked for
 * @param length of the whole value, in characters
 */
public record XComView(String taskId, int mapIndex, int part, String json, long length) {
    public boolean cutOff() {
        return json.length() < length;
    }
}
