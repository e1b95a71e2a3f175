package org.periapsis.session.domain.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What is to run.
 *
 * @param command with placeholders
 * @param values of placeholders, besides those of {@link SiteRuntime#start}
 * @param environment the program's variables; values may be secret and are kept off every command line
 * @param installed paths of this machine that the program reads: a Python environment, a JDK, jars
 */
public record Program(
        CommandTemplate command, Map<String, String> values, Map<String, String> environment, List<Path> installed) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    public Program {
        values = Map.copyOf(values);
        environment = Map.copyOf(environment);
        installed = List.copyOf(installed);
        for (String name : environment.keySet()) {
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException("Not the name of a variable: " + name);
            }
        }
    }

    @Override
    public String toString() {
        return "Program[command=" + command.arguments() + ", environment=" + environment.keySet() + "]";
    }
}
