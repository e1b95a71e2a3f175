package org.periapsis.embedded.stack;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.periapsis.embedded.PrivateFiles;
import org.periapsis.embedded.Secrets;

/** Random secrets by name in one file of mode 0600: made when first asked for, the same ever after. */
final class AccountSecrets {

    private final Path file;
    private final Map<String, String> secrets = new TreeMap<>();
    private boolean changed;

    AccountSecrets(Path file) throws IOException {
        this.file = file;
        if (Files.exists(file)) {
            Properties found = new Properties();
            try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                found.load(reader);
            }
            found.stringPropertyNames().forEach(name -> secrets.put(name, found.getProperty(name)));
        }
    }

    String of(String name) {
        return secrets.computeIfAbsent(name, n -> {
            changed = true;
            return Secrets.random();
        });
    }

    /** Must be called before a new secret is used anywhere. */
    void save() throws IOException {
        if (!changed) {
            return;
        }
        StringBuilder text = new StringBuilder("# Passwords of the platform's services on this machine.\n");
        secrets.forEach(
                (name, secret) -> text.append(name).append('=').append(secret).append('\n'));
        PrivateFiles.directory(file.toAbsolutePath().getParent());
        PrivateFiles.write(file, text.toString());
        changed = false;
    }
}
