package dev.dagrunr.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dagrunr.dashboard.WebAuthenticator;
import dev.dagrunr.testsupport.PostgresExtension;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The app by its script, with a jar of the user's in the folder that {@code DAGRUNR_EXTENSIONS} names. */
class ExtensionIT {
    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    @TempDir
    private Path folder;

    @Test
    void anAuthenticatorOfAJarInTheFolderLetsItsUsersIn() throws Exception {
        var extensions = Files.createDirectories(folder.resolve("extensions"));
        writeJar(extensions.resolve("guests.jar"));
        var launcher = Launcher.in(
                folder,
                Map.of(
                        "DAGRUNR_HOME", folder.resolve("home").toString(),
                        "DAGRUNR_DATABASE_URL", postgres.createDatabase().uri(),
                        "DAGRUNR_EXTENSIONS", extensions.toString()));

        try (var app = new Output(launcher.process("standalone", "--port", "0"))) {
            app.waitFor("Ctrl-C ends it");
            var dags = url(app.text()) + "/dagrunr/api/v2/dags";
            assertThat(status(HttpRequest.newBuilder(URI.create(dags)))).isEqualTo(401);
            assertThat(status(as("guest:guessed", URI.create(dags)))).isEqualTo(401);
            assertThat(status(as("guest:of-the-jar", URI.create(dags)))).isEqualTo(200);
            assertThat(status(as("guest:of-the-jar", URI.create(dags + "/validate_migration_env/dagRuns"))
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString("{}"))))
                    .isEqualTo(403);
        }
    }

    @Test
    void aWrongSettingOfTheScriptIsNamedBeforeTheAppStarts() throws Exception {
        var nowhere = folder.resolve("nowhere").toString();
        assertThat(refusal(Map.of("DAGRUNR_EXTENSIONS", nowhere)))
                .isEqualTo("dagrunr: DAGRUNR_EXTENSIONS is '" + nowhere
                        + "', which is no folder; set it to one, or leave it unset.\n");
        assertThat(refusal(Map.of("DAGRUNR_HEAP", "lots")))
                .isEqualTo(
                        "dagrunr: DAGRUNR_HEAP is 'lots'; set it to a size such as 512m or 2g, or leave it unset.\n");
    }

    private String refusal(Map<String, String> environment) throws Exception {
        var launcher = Launcher.in(Files.createTempDirectory(folder, "checkout"), environment);
        try (var app = new Output(launcher.process("--version"))) {
            assertThat(app.exitCode()).as(app.text()).isEqualTo(2);
            return app.text();
        }
    }

    private static String url(String said) {
        var dashboard = Pattern.compile("Dashboard: (\\S+)").matcher(said);
        assertThat(dashboard.find()).as(said).isTrue();
        return dashboard.group(1);
    }

    private static HttpRequest.Builder as(String credentials, URI uri) {
        var encoded = Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
        return HttpRequest.newBuilder(uri).header("Authorization", "Basic " + encoded);
    }

    private static int status(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(request.build(), BodyHandlers.discarding())
                .statusCode();
    }

    private static void writeJar(Path file) throws IOException {
        var name = GuestAuthenticator.class.getName();
        var path = name.replace('.', '/') + ".class";
        try (var jar = new JarOutputStream(Files.newOutputStream(file));
                var bytes = GuestAuthenticator.class.getClassLoader().getResourceAsStream(path)) {
            assertThat(bytes).isNotNull();
            jar.putNextEntry(new JarEntry(path));
            bytes.transferTo(jar);
            jar.putNextEntry(new JarEntry("META-INF/services/" + WebAuthenticator.class.getName()));
            jar.write(name.getBytes(StandardCharsets.UTF_8));
        }
    }
}
