package org.periapsis.cli;

import org.periapsis.local.stack.LocalStack;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} says. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"periapsis " + LocalStack.version()};
    }
}
