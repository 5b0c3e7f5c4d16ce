package dev.dagrunr.migration.transfer;

import java.util.List;

/** Chunks of a number of blocks that hold about as many rows as asked for. Needs no look at the rows. */
final class PhysicalChunks implements ChunkPlanner {
    private static final long BLOCK = 8192;
    private static final long GUESSED_ROWS_OF_A_BLOCK = 60;

    private final long step;
    private final long end;

    PhysicalChunks(SourceTable table, PartitionLoad load, int share) {
        this.end = load.upper().isEmpty() ? table.blocks() : block(load.upper());
        this.step = Math.max(1, step(table.blocks(), load.table()) / share);
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
        return Math.max(1, Math.min(blocksOfRows(blocks, table), blocksOfBytes(blocks, table)));
    }

    private static long blocksOfRows(long blocks, TableLoad table) {
        var rows = table.estimatedRows() > 0 ? table.estimatedRows() : Math.max(1, blocks) * GUESSED_ROWS_OF_A_BLOCK;
        return (long) ((double) table.reading().chunkRows() * blocks / rows);
    }

    /** A block of a table with long values brings what is stored out of line with it. */
    private static long blocksOfBytes(long blocks, TableLoad table) {
        var outOfLine = Math.max(1.0, (double) table.estimatedBytes() / Math.max(1, blocks * BLOCK));
        return (long) (Reading.CHUNK_BYTES / BLOCK / outOfLine);
    }
}
