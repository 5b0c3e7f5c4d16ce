package dev.dagrunr.migration.transfer;

import java.util.List;

/** Chunks of a number of blocks that hold about as many rows as asked for. Needs no look at the rows. */
final class PhysicalChunks implements ChunkPlanner {
    /** 64 MB of ordinary blocks: a chunk of wide rows is repeated soon enough. */
    private static final long MOST_BLOCKS = 8192;

    private static final long GUESSED_ROWS_OF_A_BLOCK = 60;

    private final long step;
    private final long end;

    PhysicalChunks(SourceTable table, PartitionLoad load) {
        this.end = load.upper().isEmpty() ? table.blocks() : block(load.upper());
        this.step = step(table.blocks(), load.table());
    }

    @Override
    public List<String> end(List<String> after) {
        var next = (after.isEmpty() ? 0 : block(after)) + step;
        return next >= end ? List.of() : place(next);
    }

    /** The place before the first row of a block. */
    static List<String> place(long block) {
        return List.of("(" + block + ",0)");
    }

    private static long block(List<String> place) {
        var text = place.get(0);
        return Long.parseLong(text.substring(1, text.indexOf(',')));
    }

    private static long step(long blocks, TableLoad table) {
        var rows = table.estimatedRows() > 0 ? table.estimatedRows() : Math.max(1, blocks) * GUESSED_ROWS_OF_A_BLOCK;
        var wanted = (long) ((double) table.chunkSize() * blocks / rows);
        return Math.max(1, Math.min(wanted, MOST_BLOCKS));
    }
}
