package dev.dagrunr.spring;

import org.springframework.core.env.Environment;

/** How this process is called among the nodes. */
record NodeName(String value) {
    private static final int LONGEST_APPLICATION_NAME = 100;

    static NodeName of(DagrunrProperties properties, Environment environment) {
        var given = properties.nodeName();
        if (given != null) {
            return new NodeName(given);
        }
        var application = environment.getProperty("spring.application.name", "application");
        var name = application.substring(0, Math.min(application.length(), LONGEST_APPLICATION_NAME));
        return new NodeName(name + "-" + ProcessHandle.current().pid());
    }
}
