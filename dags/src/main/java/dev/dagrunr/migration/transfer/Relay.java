package dev.dagrunr.migration.transfer;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Forwards the bytes of one COPY to another, in constant memory and no faster than the reader takes them. Knows nothing
 * of rows, formats, checkpoints.
 */
interface Relay {
    /** Called as rows go by, from the thread that relays; what it throws stops the relay. */
    interface Watch {
        void passed(long rows, long bytes);
    }

    /**
     * Runs both COPYs of a chunk to their end, without committing anything. When the chunk that comes next is known, the
     * source begins with it while the target ends this one; nothing else can be asked of the source then before that chunk.
     *
     * @throws SideException naming the server whose error it was; both COPYs are then undefined, and their connections
     *     must be closed
     */
    Relayed relay(Connection source, Connection target, CopyStatements.Chunk chunk, Watch watch) throws SideException;

    /** @param rowsRead as the source counted them; {@code rowsWritten} as the target did */
    record Relayed(long rowsRead, long rowsWritten, long bytes) {}

    /** An SQL error and the server it belongs to. */
    final class SideException extends IOException {
        private final Side side;
        private final SQLException failure;

        SideException(Side side, SQLException failure) {
            super(failure);
            this.side = side;
            this.failure = failure;
        }

        Side side() {
            return side;
        }

        SQLException failure() {
            return failure;
        }
    }
}
