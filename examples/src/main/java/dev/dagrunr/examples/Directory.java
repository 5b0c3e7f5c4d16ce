package dev.dagrunr.examples;

import dev.dagrunr.dashboard.WebAuthenticator;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import javax.naming.AuthenticationException;
import javax.naming.Context;
import javax.naming.NamingException;
import javax.naming.directory.InitialDirContext;
import javax.naming.ldap.Rdn;

/** Lets in whoever the company's LDAP directory knows. */
// begin: authenticator
public final class Directory implements WebAuthenticator {
    private final String url;
    private final String people;
    private final Set<String> operators;

    /** As the service loader makes it. */
    public Directory() {
        this(set("LDAP_URL"), set("LDAP_PEOPLE"), Set.of(set("LDAP_OPERATORS").split(",")));
    }

    public Directory(String url, String people, Set<String> operators) {
        this.url = url;
        this.people = people;
        this.operators = Set.copyOf(operators);
    }

    private static String set(String name) {
        var value = System.getenv(name);
        if (value == null) {
            throw new IllegalStateException("Set " + name + " in the environment");
        }
        return value;
    }

    @Override
    public Optional<Role> authenticate(String user, String password) {
        if (password.isEmpty()) {
            // a directory takes this for somebody who gives no name, and lets him in
            return Optional.empty();
        }
        var settings = new Properties();
        settings.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.ldap.LdapCtxFactory");
        settings.put(Context.PROVIDER_URL, url);
        settings.put(Context.SECURITY_PRINCIPAL, "uid=" + Rdn.escapeValue(user) + "," + people);
        settings.put(Context.SECURITY_CREDENTIALS, password);
        settings.put("com.sun.jndi.ldap.connect.timeout", "3000");
        settings.put("com.sun.jndi.ldap.read.timeout", "3000");
        try {
            new InitialDirContext(settings).close();
            return Optional.of(operators.contains(user) ? Role.OPERATOR : Role.VIEWER);
        } catch (AuthenticationException e) {
            return Optional.empty();
        } catch (NamingException e) {
            throw new IllegalStateException("The directory " + url + " cannot be asked", e);
        }
    }
}
// end: authenticator
