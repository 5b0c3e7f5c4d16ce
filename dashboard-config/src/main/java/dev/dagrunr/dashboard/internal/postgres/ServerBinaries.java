package dev.dagrunr.dashboard.internal.postgres;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * The programs {@code initdb}, {@code pg_ctl} and {@code postgres}, unpacked once per version into a directory that is
 * kept. Immutable; safe to unpack from several processes at once.
 */
final class ServerBinaries {
    private static final int OWNER_MAY_EXECUTE = 0100;

    private final Path directory;

    private ServerBinaries(Path directory) {
        this.directory = directory;
    }

    /** The binaries for this machine below {@code cache}, which is created when missing. */
    static ServerBinaries unpackedBelow(Path cache) throws IOException {
        var archive = archiveForThisMachine();
        var directory = cache.resolve("postgres-" + fingerprint(archive));
        if (!Files.exists(directory)) {
            Files.createDirectories(cache);
            unpackOnce(archive, cache, directory);
        }
        return new ServerBinaries(directory);
    }

    /**
     * The command line of one of the programs. PostgreSQL refuses to run as root; there it runs in a user namespace in
     * which the same user has another number.
     */
    List<String> command(String program, List<String> arguments) {
        var command = new ArrayList<String>();
        if (LinuxUtils.isUnshareAvailable()) {
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(directory.resolve("bin").resolve(program).toString());
        command.addAll(arguments);
        return command;
    }

    private static byte[] archiveForThisMachine() throws IOException {
        var system = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac") ? "Darwin" : "Linux";
        var architecture = System.getProperty("os.arch");
        var machine = architecture.equals("amd64") ? "x86_64" : architecture;
        try (var archive = DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(system, machine)) {
            return archive.readAllBytes();
        } catch (IllegalStateException e) {
            throw new EmbeddedServerException(
                    "No embedded PostgreSQL comes with this app for " + system + " on " + machine
                            + "; set DAGRUNR_DATABASE_URL to a PostgreSQL server of yours.",
                    e);
        }
    }

    /** Tells the versions apart; it guards against nothing. */
    private static String fingerprint(byte[] archive) {
        var crc = new CRC32();
        crc.update(archive);
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }

    private static void unpackOnce(byte[] archive, Path cache, Path directory) throws IOException {
        var lockFile = cache.resolve("unpack.lock");
        synchronized (ServerBinaries.class) {
            try (var channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                channel.lock();
                if (Files.exists(directory)) {
                    return;
                }
                var unfinished = cache.resolve(directory.getFileName() + ".unfinished");
                FileTree.delete(unfinished);
                unpack(archive, unfinished);
                // The rename is what says "complete": a kill before it leaves nothing that looks ready.
                Files.move(unfinished, directory, StandardCopyOption.ATOMIC_MOVE);
            }
        }
    }

    private static void unpack(byte[] archive, Path target) throws IOException {
        try (var tar = new TarArchiveInputStream(new XZInputStream(new ByteArrayInputStream(archive)))) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                var path = target.resolve(entry.getName()).normalize();
                if (!path.startsWith(target)) {
                    throw new IOException(
                            "The archive names the file " + entry.getName() + " outside of its directory");
                }
                unpackEntry(entry, tar, path);
            }
        }
    }

    private static void unpackEntry(TarArchiveEntry entry, InputStream content, Path path) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(path);
            return;
        }
        Files.createDirectories(path.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(content, path);
        if ((entry.getMode() & OWNER_MAY_EXECUTE) != 0 && !path.toFile().setExecutable(true, false)) {
            throw new IOException("The file " + path + " cannot be made executable");
        }
    }
}
