package dev.dagrunr.dag.internal.model;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Where a task instance stands: one index for each mapped group around its task, from the outside in, and then that of the
 * task itself when it is mapped. A path shorter than the depth of its task is that of an instance which is not expanded yet.
 *
 * <p>The map index is the same as one number, so that paths and map indexes have one order: at depth two {@code 2/5} is
 * 20005, at depth three {@code 2/5/1} is 2005001. What is not expanded has a negative one, and -1 before any expansion.
 */
public record MapPath(List<Integer> indexes) {
    public static final MapPath ROOT = new MapPath(List.of());

    /** How many groups and tasks may be mapped within each other. */
    public static final int MAX_DEPTH = 4;

    public MapPath {
        indexes = List.copyOf(indexes);
    }

    public static MapPath of(Integer... indexes) {
        return new MapPath(List.of(indexes));
    }

    /** @param depth of the task */
    public static MapPath of(int mapIndex, int depth) {
        if (depth == 0 || mapIndex == -1) {
            return ROOT;
        }
        int rest = mapIndex >= 0 ? mapIndex : -1 - mapIndex;
        int stride = stride(depth);
        var indexes = new ArrayList<Integer>();
        for (int level = depth; level > 1; level--) {
            indexes.add(0, rest % stride);
            rest /= stride;
        }
        indexes.add(0, rest);
        // the innermost index of one that is not expanded says how many of the others count
        return mapIndex >= 0 ? new MapPath(indexes) : new MapPath(indexes.subList(0, indexes.get(depth - 1)));
    }

    /** @param depth of the task */
    public int mapIndex(int depth) {
        if (depth == 0) {
            return -1;
        }
        boolean whole = size() == depth;
        int flat = flat(depth);
        return whole ? flat : -1 - (flat + size());
    }

    /** The first and the last map index below this path. */
    public int[] range(int depth) {
        if (size() == depth) {
            int index = mapIndex(depth);
            return new int[] {index, index};
        }
        int first = flat(depth);
        long span = 1;
        for (int level = size(); level < depth; level++) {
            span *= level == 0 ? indexLimit(0, depth) : stride(depth);
        }
        return new int[] {first, (int) Math.min(Integer.MAX_VALUE, first + span - 1)};
    }

    private int flat(int depth) {
        int flat = 0;
        for (int level = 0; level < depth; level++) {
            flat = flat * stride(depth) + (level < size() ? indexes.get(level) : 0);
        }
        return flat;
    }

    /** How many indexes there can be at one level of a task of that depth. */
    public static int indexLimit(int level, int depth) {
        if (level > 0) {
            return stride(depth);
        }
        int limit = Integer.MAX_VALUE;
        for (int inner = 1; inner < depth; inner++) {
            limit /= stride(depth);
        }
        return limit;
    }

    private static int stride(int depth) {
        return switch (depth) {
            case 0, 1 -> 1;
            case 2 -> 10_000;
            case 3 -> 1_000;
            default -> 100;
        };
    }

    public int size() {
        return indexes.size();
    }

    public int last() {
        return indexes.get(size() - 1);
    }

    public MapPath child(int index) {
        var child = new ArrayList<>(indexes);
        child.add(index);
        return new MapPath(child);
    }

    /** The first indexes; the whole path when it has no more. */
    public MapPath prefix(int length) {
        return length >= size() ? this : new MapPath(indexes.subList(0, length));
    }

    public boolean startsWith(MapPath other) {
        return prefix(other.size()).equals(other) && other.size() <= size();
    }

    @Override
    public String toString() {
        return indexes.stream().map(String::valueOf).collect(Collectors.joining("/"));
    }
}
