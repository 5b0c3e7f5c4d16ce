package dev.dagrunr.dashboard.internal.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;

/**
 * Where one server keeps its things: {@code data} (PostgreSQL's own), {@code password}, {@code settings.conf} and
 * {@code server.log}. Only its owner may enter.
 */
record ServerDirectory(Path root) {
    private static final int PASSWORD_BYTES = 24;

    static final String USER = "dagrunr";

    static ServerDirectory created(Path root) throws IOException {
        Files.createDirectories(root);
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
        // PostgreSQL reports its data directory without links, and is compared by it.
        return new ServerDirectory(root.toRealPath());
    }

    Path data() {
        return root.resolve("data");
    }

    Path unfinishedData() {
        return root.resolve("data.unfinished");
    }

    Path log() {
        return root.resolve("server.log");
    }

    Path settings() {
        return root.resolve("settings.conf");
    }

    Path passwordFile() {
        return root.resolve("password");
    }

    String password() throws IOException {
        if (!Files.exists(passwordFile())) {
            throw new EmbeddedServerException("The password of the server in " + root
                    + " is lost; put the file 'password' back, or remove the directory to begin with an empty server.");
        }
        return Files.readString(passwordFile()).strip();
    }

    boolean isInitialised() {
        return Files.exists(data());
    }

    /** Lets {@code initdb} fill the data directory, which appears only when it is complete. */
    void initialise(ServerBinaries binaries) throws IOException {
        FileTree.delete(unfinishedData());
        writeNewPassword();
        var initdb = List.of(
                "--pgdata=" + unfinishedData(),
                "--username=" + USER,
                "--pwfile=" + passwordFile(),
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                // The same order of texts on every machine, whatever locales it has.
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--locale=C");
        ServerProgram.run(binaries.command("initdb", initdb), root.resolve("initdb.log"));
        Files.writeString(
                unfinishedData().resolve("postgresql.conf"),
                Files.readString(unfinishedData().resolve("postgresql.conf")) + "\ninclude = '../settings.conf'\n");
        Files.move(unfinishedData(), data(), StandardCopyOption.ATOMIC_MOVE);
    }

    /** A log per start, so that it stays small and its last words are of this start. */
    void keepOneFormerLog() throws IOException {
        if (Files.exists(log())) {
            Files.move(log(), root.resolve("server.former.log"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private void writeNewPassword() throws IOException {
        var bytes = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(bytes);
        Files.deleteIfExists(passwordFile());
        Files.createFile(
                passwordFile(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(passwordFile(), HexFormat.of().formatHex(bytes) + "\n");
    }
}
