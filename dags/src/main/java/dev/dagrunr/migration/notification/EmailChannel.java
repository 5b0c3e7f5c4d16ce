package dev.dagrunr.migration.notification;

import static java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Authenticator;
import jakarta.mail.MessagingException;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Properties;
import javax.net.ssl.SSLSocketFactory;

/** A plain-text e-mail by SMTP. The server's certificate must be valid for its name. Thread-safe. */
final class EmailChannel implements NotificationChannel {
    private static final String PATIENCE_MILLIS = "10000";

    /** How the connection is kept from listeners. */
    enum Security {
        /** Begins in clear and must be encrypted before anything else is said. */
        STARTTLS,
        /** Encrypted from its first byte. */
        TLS,
        /** In clear; for a relay on this machine. */
        NONE
    }

    /** @param user empty for a server that asks for no login */
    record Server(String host, int port, Security security, String user, String password) {
        @Override
        public String toString() {
            return host + ":" + port;
        }
    }

    private final Server server;
    private final InternetAddress from;
    private final List<InternetAddress> to;
    private final SSLSocketFactory encryption;

    EmailChannel(Server server, InternetAddress from, List<InternetAddress> to) {
        this(server, from, to, (SSLSocketFactory) SSLSocketFactory.getDefault());
    }

    /** @param encryption decides which certificates are trusted */
    EmailChannel(Server server, InternetAddress from, List<InternetAddress> to, SSLSocketFactory encryption) {
        this.encryption = encryption;
        this.server = server;
        this.from = from;
        this.to = List.copyOf(to);
    }

    @Override
    public String name() {
        return "email";
    }

    @Override
    public void send(Notification notification) throws DeliveryException {
        try {
            Transport.send(message(notification));
        } catch (AuthenticationFailedException e) {
            throw DeliveryException.permanent("The mail server " + server + " refuses SMTP_USER or SMTP_PASSWORD");
        } catch (MessagingException e) {
            throw DeliveryException.temporary(
                    "The mail server " + server + " does not take the message: " + e.getMessage());
        }
    }

    private MimeMessage message(Notification notification) throws MessagingException {
        var message = new MimeMessage(session());
        message.setFrom(from);
        message.setRecipients(MimeMessage.RecipientType.TO, to.toArray(InternetAddress[]::new));
        // a header is one line, whatever a run is called
        message.setSubject(notification.title().replaceAll("\\s+", " "), StandardCharsets.UTF_8.name());
        message.setText(String.join("\n", notification.details()) + "\n", StandardCharsets.UTF_8.name());
        message.setHeader("Date", RFC_1123_DATE_TIME.format(OffsetDateTime.now(ZoneOffset.UTC)));
        return message;
    }

    private Session session() {
        var properties = new Properties();
        properties.setProperty("mail.transport.protocol", "smtp");
        properties.setProperty("mail.smtp.host", server.host());
        properties.setProperty("mail.smtp.port", Integer.toString(server.port()));
        properties.setProperty("mail.smtp.connectiontimeout", PATIENCE_MILLIS);
        properties.setProperty("mail.smtp.timeout", PATIENCE_MILLIS);
        properties.setProperty("mail.smtp.writetimeout", PATIENCE_MILLIS);
        properties.setProperty("mail.smtp.ssl.checkserveridentity", "true");
        properties.put("mail.smtp.ssl.socketFactory", encryption);
        boolean startTls = server.security() == Security.STARTTLS;
        properties.setProperty("mail.smtp.starttls.enable", Boolean.toString(startTls));
        properties.setProperty("mail.smtp.starttls.required", Boolean.toString(startTls));
        properties.setProperty("mail.smtp.ssl.enable", Boolean.toString(server.security() == Security.TLS));
        if (server.user().isEmpty()) {
            return Session.getInstance(properties);
        }
        properties.setProperty("mail.smtp.auth", "true");
        return Session.getInstance(properties, new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                return new PasswordAuthentication(server.user(), server.password());
            }
        });
    }
}
