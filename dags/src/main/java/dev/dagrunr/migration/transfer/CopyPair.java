package dev.dagrunr.migration.transfer;

import dev.dagrunr.migration.transfer.Relay.Relayed;
import dev.dagrunr.migration.transfer.Relay.SideException;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyOut;

/** Two COPYs that have begun, by the driver's public API, so that TLS and every way of signing in work. */
record CopyPair(CopyOut from, CopyIn to) {
    static CopyPair begin(Connection source, Connection target, CopyStatements.Chunk chunk) throws SideException {
        return begin(reading(source, chunk.read()), target, chunk);
    }

    /** @param from the reading of the chunk, which has begun */
    static CopyPair begin(CopyOut from, Connection target, CopyStatements.Chunk chunk) throws SideException {
        try {
            return new CopyPair(
                    from, target.unwrap(PGConnection.class).getCopyAPI().copyIn(chunk.write()));
        } catch (SQLException e) {
            throw new SideException(Side.TARGET, e);
        }
    }

    static CopyOut reading(Connection source, String statement) throws SideException {
        try {
            return source.unwrap(PGConnection.class).getCopyAPI().copyOut(statement);
        } catch (SQLException e) {
            throw new SideException(Side.SOURCE, e);
        }
    }

    /** The next message of the source; null after the last. */
    byte @Nullable [] read() throws SideException {
        try {
            return from.readFromCopy();
        } catch (SQLException e) {
            // what was forwarded meanwhile may have failed on the other side
            throw e.getCause() instanceof SideException side ? side : new SideException(Side.SOURCE, e);
        }
    }

    void write(byte[] bytes, int length) throws SideException {
        try {
            to.writeToCopy(bytes, 0, length);
        } catch (SQLException e) {
            throw new SideException(Side.TARGET, e);
        }
    }

    /** Sends what the target's driver holds. */
    void flush() throws SideException {
        try {
            to.flushCopy();
        } catch (SQLException e) {
            throw new SideException(Side.TARGET, e);
        }
    }

    /** Ends both, after the last message was read. */
    Relayed end(long bytes) throws SideException {
        try {
            return new Relayed(from.getHandledRowCount(), to.endCopy(), bytes);
        } catch (SQLException e) {
            throw new SideException(Side.TARGET, e);
        }
    }
}
