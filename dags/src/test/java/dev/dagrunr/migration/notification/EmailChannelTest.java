package dev.dagrunr.migration.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.dagrunr.migration.notification.EmailChannel.Security;
import jakarta.mail.internet.InternetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.subethamail.smtp.auth.EasyAuthenticationHandlerFactory;
import org.subethamail.smtp.auth.LoginFailedException;
import org.subethamail.smtp.server.SMTPServer;
import org.subethamail.wiser.Wiser;

/** E-mail to a real SMTP server that takes nothing before STARTTLS and a login. */
class EmailChannelTest {
    private static final String PASSWORD = "changeit";

    @TempDir
    private Path directory;

    private SSLSocketFactory trusting = (SSLSocketFactory) SSLSocketFactory.getDefault();
    private Wiser mailbox = Wiser.accepter((from, recipient) -> true).server(SMTPServer.port(0));

    @BeforeEach
    void start() throws Exception {
        var encryption = certified();
        trusting = encryption.getSocketFactory();
        mailbox = Wiser.accepter((from, recipient) -> true)
                .server(SMTPServer.port(0)
                        .requireTLS()
                        .startTlsSocketFactory(encryption)
                        .requireAuth()
                        .authenticationHandlerFactory(
                                new EasyAuthenticationHandlerFactory((user, password, context) -> {
                                    if (!user.equals("ada") || !password.equals("gr3en")) {
                                        throw new LoginFailedException();
                                    }
                                })));
        mailbox.start();
    }

    @AfterEach
    void stop() {
        mailbox.stop();
    }

    @Test
    void aMailIsSentEncryptedAndItsSubjectStaysOneLine() throws Exception {
        channel("gr3en", Security.STARTTLS, trusting).send(Told.failure());

        assertThat(mailbox.getMessages()).as("one for each recipient").hasSize(2);
        var message = mailbox.getMessages().get(0).getMimeMessage();
        assertThat(message.getSubject())
                .isEqualTo("postgres_to_postgres_migration: <b> & \"run\" Bcc: all@example.com failed");
        assertThat(message.getHeader("Bcc")).isNull();
        assertThat(message.getAllRecipients()).hasSize(2);
        assertThat(message.getContent().toString()).contains("Failed: public.votes: ERROR: disk full");
    }

    @Test
    void aWrongPasswordIsSaidWithoutIt() throws Exception {
        var channel = channel("wr0ng", Security.STARTTLS, trusting);

        assertThatExceptionOfType(DeliveryException.class)
                .isThrownBy(() -> channel.send(Told.success()))
                .withMessageContaining("refuses SMTP_USER or SMTP_PASSWORD")
                .withMessageNotContaining("wr0ng")
                .matches(problem -> !problem.worthRetrying());
    }

    @Test
    void nothingIsSaidToAServerWhoseCertificateNobodyVouchesForOrThatOffersNoEncryption() throws Exception {
        var distrusting = channel("gr3en", Security.STARTTLS, (SSLSocketFactory) SSLSocketFactory.getDefault());
        assertThatExceptionOfType(DeliveryException.class).isThrownBy(() -> distrusting.send(Told.success()));

        var open = Wiser.accepter((from, recipient) -> true).server(SMTPServer.port(0));
        open.start();
        try {
            var channel = channel(open, "gr3en", Security.STARTTLS, trusting);
            assertThatExceptionOfType(DeliveryException.class)
                    .isThrownBy(() -> channel.send(Told.success()))
                    .withMessageContaining("STARTTLS");
            assertThat(open.getMessages()).isEmpty();
        } finally {
            open.stop();
        }
        assertThat(mailbox.getMessages()).isEmpty();
    }

    private EmailChannel channel(String password, Security security, SSLSocketFactory encryption) throws Exception {
        return channel(mailbox, password, security, encryption);
    }

    private static EmailChannel channel(Wiser mailbox, String password, Security security, SSLSocketFactory encryption)
            throws Exception {
        return new EmailChannel(
                new EmailChannel.Server("localhost", mailbox.getServer().getPortAllocated(), security, "ada", password),
                new InternetAddress("dagrunr@example.com"),
                List.of(new InternetAddress("a@example.com"), new InternetAddress("b@example.com")),
                encryption);
    }

    /** A certificate for localhost that only who knows it trusts. */
    private SSLContext certified() throws Exception {
        var file = directory.resolve("localhost.p12");
        var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        var process = new ProcessBuilder(
                        keytool,
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        PASSWORD,
                        "-alias",
                        "mail")
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("keytool.log").toFile())
                .start();
        assertThat(process.waitFor())
                .as(() -> "keytool wrote " + directory.resolve("keytool.log"))
                .isZero();
        var keys = KeyStore.getInstance("PKCS12");
        try (var stored = Files.newInputStream(file)) {
            keys.load(stored, PASSWORD.toCharArray());
        }
        var own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, PASSWORD.toCharArray());
        var trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("mail", keys.getCertificate("mail"));
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        var context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}
