package dev.dagrunr.migration.transfer;

import java.util.List;

/**
 * How far a partition has come, as committed on the target. Immutable.
 *
 * @param upTo the end of the last chunk; empty before the first and after the last
 */
record Progress(int chunks, long rows, long bytes, List<String> upTo, boolean complete) {
    static final Progress NONE = new Progress(0, 0, 0, List.of(), false);

    Progress plus(List<String> end, long moreRows, long moreBytes) {
        return new Progress(chunks + 1, rows + moreRows, bytes + moreBytes, end, end.isEmpty());
    }
}
