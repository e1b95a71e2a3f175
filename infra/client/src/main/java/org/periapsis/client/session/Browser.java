package org.periapsis.client.session;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Opens an address in the person's browser, where there is a desktop to show it on. */
final class Browser {
    private Browser() {}

    static void open(String address, Map<String, String> environment) throws IOException {
        Optional<String> opener = opener(environment);
        if (opener.isPresent()) {
            new ProcessBuilder(List.of(opener.get(), address))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        }
    }

    private static Optional<String> opener(Map<String, String> environment) {
        if (System.getProperty("os.name").startsWith("Mac")) {
            return Optional.of("/usr/bin/open");
        }
        boolean desktop = environment.containsKey("DISPLAY") || environment.containsKey("WAYLAND_DISPLAY");
        return Optional.of("/usr/bin/xdg-open").filter(path -> desktop && new java.io.File(path).canExecute());
    }
}
