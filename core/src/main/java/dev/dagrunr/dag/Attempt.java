package dev.dagrunr.dag;

/**
 * Which attempt of which task instance is running. Immutable.
 *
 * @param mapIndex -1 for a task that is not mapped
 * @param label what {@code labels(..)} made of the element, else the map index; empty for a task that is not mapped
 * @param tryNumber 1 for the first try; a lost node does not count as a try
 * @param epoch grows with every attempt of this instance, also after a lost node: what an attempt with a lower epoch
 *     still does is to be refused
 */
public record Attempt(
        String dagId, String runId, String taskId, int mapIndex, String label, int tryNumber, long epoch) {

    public boolean mapped() {
        return mapIndex >= 0;
    }

    /** For people: {@code transfer_partition [votes 3/8]}. */
    public String taskName() {
        return mapped() ? taskId + " [" + label + "]" : taskId;
    }
}
