package dev.dagrunr.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import dev.dagrunr.dashboard.WebAuthenticator.Role;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DirectoryTest {
    private static final String PEOPLE = "ou=people,dc=example,dc=com";

    private InMemoryDirectoryServer server;
    private Directory directory;

    @BeforeEach
    void startAServer() throws Exception {
        server = new InMemoryDirectoryServer(new InMemoryDirectoryServerConfig("dc=example,dc=com"));
        server.add("dn: dc=example,dc=com", "objectClass: domain", "dc: example");
        server.add("dn: " + PEOPLE, "objectClass: organizationalUnit", "ou: people");
        person("ada", "ada's password");
        person("grace", "grace's password");
        server.startListening();
        directory = new Directory("ldap://localhost:" + server.getListenPort(), PEOPLE, Set.of("ada"));
    }

    private void person(String uid, String password) throws Exception {
        server.add(
                "dn: uid=" + uid + "," + PEOPLE,
                "objectClass: inetOrgPerson",
                "cn: " + uid,
                "sn: " + uid,
                "uid: " + uid,
                "userPassword: " + password);
    }

    @AfterEach
    void stopTheServer() {
        server.shutDown(true);
    }

    @Test
    void knowsWhoMayChangeThingsAndWhoMayLook() {
        assertThat(directory.authenticate("ada", "ada's password")).contains(Role.OPERATOR);
        assertThat(directory.authenticate("grace", "grace's password")).contains(Role.VIEWER);
    }

    @Test
    void refusesWrongPasswordsStrangersAndNames() {
        assertThat(directory.authenticate("ada", "grace's password")).isEmpty();
        assertThat(directory.authenticate("ada", "")).isEmpty();
        assertThat(directory.authenticate("mallory", "ada's password")).isEmpty();
        assertThat(directory.authenticate("ada,ou=people", "ada's password")).isEmpty();
    }

    @Test
    void aDirectoryThatIsDownLetsNobodyIn() {
        server.shutDown(true);

        assertThatThrownBy(() -> directory.authenticate("ada", "ada's password"))
                .hasMessageContaining("ldap://localhost");
    }
}
