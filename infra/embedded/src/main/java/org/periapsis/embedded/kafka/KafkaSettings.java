package org.periapsis.embedded.kafka;

import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What an embedded broker is started with.
 *
 * @param directory where its log lives; made if missing
 * @param port the loopback port for clients, or 0 for any free one
 * @param adminPassword the password of the one super user, {@value #ADMIN}
 * @param users password by user name, one user a service instance; may do only what ACLs grant
 */
public record KafkaSettings(Path directory, int port, String adminPassword, Map<String, String> users) {

    /** The super user: creates topics and grants ACLs; no service uses it. */
    public static final String ADMIN = "admin";

    // They stand inside a JAAS line; nothing that could end a quoted value is let in.
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*");
    private static final Pattern PASSWORD = Pattern.compile("[A-Za-z0-9_-]{8,}");

    public KafkaSettings {
        users = Map.copyOf(users);
        if (users.containsKey(ADMIN)) {
            throw new IllegalArgumentException("the user " + ADMIN + " is the broker's own");
        }
        check(ADMIN, adminPassword);
        users.forEach(KafkaSettings::check);
    }

    private static void check(String user, String password) {
        if (!NAME.matcher(user).matches() || !PASSWORD.matcher(password).matches()) {
            throw new IllegalArgumentException("a Kafka user needs a plain name and a password of at least 8"
                    + " letters, digits, - or _: " + user);
        }
    }

    /** The password of a user, the super user included. */
    String password(String user) {
        String password = ADMIN.equals(user) ? adminPassword : users.get(user);
        if (password == null) {
            throw new IllegalArgumentException("no such Kafka user: " + user);
        }
        return password;
    }

    @Override
    public String toString() {
        return "KafkaSettings[directory=" + directory + ", port=" + port + ", users=" + users.keySet() + "]";
    }
}
