package dev.dagrunr.e2e;

import dev.dagrunr.testsupport.Database;
import java.io.IOException;

/**
 * A node in a process of its own, to be killed. Its metadata database is that of the arguments host, port, database, user
 * and password; the last argument is its name. It ends with its standard input, so that it does not outlive the test.
 */
final class WorkerMain {
    private WorkerMain() {}

    public static void main(String[] arguments) throws IOException {
        var metadata =
                new Database(arguments[0], Integer.parseInt(arguments[1]), arguments[2], arguments[3], arguments[4]);
        try (var site = Site.work(metadata, System.getenv(), arguments[5])) {
            System.in.transferTo(System.err);
            site.dagrunr().close();
        }
    }
}
