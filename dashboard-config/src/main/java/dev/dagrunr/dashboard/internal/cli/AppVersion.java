package dev.dagrunr.dashboard.internal.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version in the jar's manifest. */
final class AppVersion implements IVersionProvider {
    @Override
    public String[] getVersion() {
        var version = Optional.ofNullable(AppVersion.class.getPackage().getImplementationVersion());
        return new String[] {"dagrunr " + version.orElse("(built from sources)")};
    }
}
