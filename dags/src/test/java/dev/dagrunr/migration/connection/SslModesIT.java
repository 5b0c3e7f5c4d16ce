package dev.dagrunr.migration.connection;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dagrunr.testsupport.Database;
import dev.dagrunr.testsupport.PostgresServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.sql.SQLException;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Each {@code sslmode} of an address, against a server that speaks TLS with a certificate for {@code localhost}. */
class SslModesIT {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    static Path files;

    private static PostgresServer server;
    private static Database database;

    @BeforeAll
    static void start() throws Exception {
        server = PostgresServer.create();
        database = server.createDatabase("tls");
        writeCertificate("server");
        writeCertificate("stranger");
        try (var session = database.dataSource().getConnection();
                var statement = session.createStatement()) {
            statement.execute("alter system set ssl_cert_file = '" + files.resolve("server.crt") + "'");
            statement.execute("alter system set ssl_key_file = '" + files.resolve("server.key") + "'");
            statement.execute("alter system set ssl = on");
        }
        server.crash();
        server.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({"disable, false", "allow, false", "prefer, true", "require, true"})
    void encryptsAsFarAsTheModeAsks(String mode, boolean encrypted) throws SQLException {
        assertThat(encrypted("sslmode=" + mode, "localhost")).isEqualTo(encrypted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"verify-ca", "verify-full"})
    void trustsTheCertificateThatItWasGiven(String mode) throws SQLException {
        assertThat(encrypted("sslmode=" + mode + trusting("server"), "localhost"))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"verify-ca", "verify-full"})
    void refusesAStrangersCertificate(String mode) {
        assertThatThrownBy(() -> encrypted("sslmode=" + mode + trusting("stranger"), "localhost"))
                .isInstanceOf(ConnectionException.class);
    }

    @Test
    void holdsTheNameAgainstTheCertificateOnlyInFullVerification() throws SQLException {
        assertThat(encrypted("sslmode=verify-ca" + trusting("server"), "127.0.0.1"))
                .isTrue();
        assertThatThrownBy(() -> encrypted("sslmode=verify-full" + trusting("server"), "127.0.0.1"))
                .isInstanceOf(ConnectionException.class)
                .hasMessageContaining("127.0.0.1");
    }

    @ParameterizedTest
    @CsvSource({"disable, true", "allow, true", "require, false"})
    void messagesOfACopyAreMergedWhereTheyCanBeRead(String mode, boolean merges) throws Exception {
        var sql = "copy (select i, md5(i::text) from generate_series(1, 20000) i) to stdout";
        var address = database.uri() + "?sslmode=" + mode;
        try (var connections = Connections.from(Map.of("DAGRUNR_CONN_TLS", address));
                var session = connections.open("tls", SessionSettings.reading("tls"))) {
            var copies = session.unwrap(PGConnection.class).getCopyAPI();
            var unmerged = new ByteArrayOutputStream();
            copies.copyOut(sql, unmerged);
            try (var merged = MergedCopy.begin()) {
                var copied = new ByteArrayOutputStream();
                assertThat(copies.copyOut(sql, copied)).isEqualTo(20_000);
                assertThat(copied.toByteArray()).isEqualTo(unmerged.toByteArray());
                assertThat(merged.fewerMessages()).isEqualTo(merges ? 20_000 - messages(copied.size()) : 0);
            }
            var again = new ByteArrayOutputStream();
            copies.copyOut(sql, again);
            assertThat(again.toByteArray()).isEqualTo(unmerged.toByteArray());
        }
    }

    /** Bytes of rows beside those of the encryption would be the end of the session. */
    @ParameterizedTest
    @CsvSource({"disable, true", "allow, true", "require, false"})
    void rowsAreForwardedToATargetThatIsNotEncrypted(String mode, boolean forwards) throws Exception {
        var address = database.uri() + "?sslmode=";
        try (var connections = Connections.from(
                        Map.of("DAGRUNR_CONN_PLAIN", address + "disable", "DAGRUNR_CONN_TO", address + mode));
                var source = connections.open("plain", SessionSettings.reading("plain"));
                var target = connections.open("to", SessionSettings.writing("to"));
                var statement = target.createStatement()) {
            statement.execute("create temp table copied (i int, note text)");
            try (var merged = MergedCopy.begin()) {
                var from = source.unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyOut("copy (select i, md5(i::text) from generate_series(1, 20000) i) to stdout");
                var to = target.unwrap(PGConnection.class).getCopyAPI().copyIn("copy copied from stdin");
                merged.forwardTo(new FlushedTarget(to));
                for (var rows = from.readFromCopy(); rows != null; rows = from.readFromCopy()) {
                    to.writeToCopy(rows, 0, rows.length);
                }
                assertThat(to.endCopy()).isEqualTo(20_000);
                assertThat(merged.forwardedBytes() > 0).isEqualTo(forwards);
            }
        }
    }

    private record FlushedTarget(CopyIn copy) implements MergedCopy.Target {
        @Override
        public void flush() throws IOException {
            try {
                copy.flushCopy();
            } catch (SQLException e) {
                throw new IOException(e);
            }
        }

        @Override
        public void forwarded(long rows, long bytes) {}

        @Override
        public IOException lost(IOException cause) {
            return cause;
        }
    }

    private static int messages(int bytes) {
        return (bytes + 64 * 1024 - 1) / (64 * 1024);
    }

    private static String trusting(String name) {
        return "&sslrootcert=" + files.resolve(name + ".crt");
    }

    private static boolean encrypted(String options, String host) throws SQLException {
        var address = database.uri().replace("@localhost:", "@" + host + ":") + "?" + options;
        try (var connections = Connections.from(Map.of("DAGRUNR_CONN_TLS", address));
                var session = connections.open("tls", SessionSettings.reading("tls"));
                var statement = session.createStatement();
                var row = statement.executeQuery("select ssl from pg_stat_ssl where pid = pg_backend_pid()")) {
            row.next();
            return row.getBoolean(1);
        }
    }

    /** Signed by itself, as the JDK's own tool makes it. */
    private static void writeCertificate(String name)
            throws IOException, GeneralSecurityException, InterruptedException {
        var store = files.resolve(name + ".p12");
        var tool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        name,
                        "-keyalg",
                        "RSA",
                        "-keysize",
                        "2048",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        new String(PASSWORD),
                        "-keystore",
                        store.toString())
                .inheritIO()
                .start();
        assertThat(tool.waitFor()).isZero();
        var keys = KeyStore.getInstance(store.toFile(), PASSWORD);
        write(name + ".crt", "CERTIFICATE", keys.getCertificate(name).getEncoded());
        write(name + ".key", "PRIVATE KEY", keys.getKey(name, PASSWORD).getEncoded());
    }

    private static void write(String file, String kind, byte[] content) throws IOException {
        var encoded = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(content);
        var path = files.resolve(file);
        Files.writeString(path, "-----BEGIN " + kind + "-----\n" + encoded + "\n-----END " + kind + "-----\n");
        // the server refuses a key that others may read
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
    }
}
