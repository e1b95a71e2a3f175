package org.periapsis.session.domain.run;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A program's arguments with placeholders such as <code>{work}</code>, or <code>{notebook:start.ipynb}</code> with a value for
 * when there is none. Each argument stays one argument: a value is never
 * split or seen by a shell.
 *
 * @param arguments the program and its arguments
 */
public record CommandTemplate(List<String> arguments) {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z_]+)(?::([^{}]*))?}");

    public CommandTemplate {
        arguments = List.copyOf(arguments);
        if (arguments.isEmpty()) {
            throw new IllegalArgumentException("A command has at least the program's name");
        }
    }

    /**
     * Fills in the placeholders.
     *
     * @throws IllegalArgumentException naming the placeholder that has no value
     */
    public List<String> render(Map<String, String> values) {
        return arguments.stream().map(argument -> fill(argument, values)).toList();
    }

    private static String fill(String argument, Map<String, String> values) {
        return PLACEHOLDER.matcher(argument).replaceAll(match -> {
            String value = values.getOrDefault(match.group(1), match.group(2));
            if (value == null) {
                throw new IllegalArgumentException("No value for {" + match.group(1) + "} in " + argument);
            }
            return Matcher.quoteReplacement(value);
        });
    }
}
