package org.periapsis.embedded;

import java.security.SecureRandom;
import java.util.Base64;

/** Random passwords that need no quoting anywhere: letters, digits, {@code -} and {@code _}, of which none begins with the two. */
public final class Secrets {

    private static final int BYTES = 24;

    private Secrets() {}

    /** Some 192 random bits as 32 characters. A first hyphen would be an option to the commands that take a password. */
    public static String random() {
        byte[] bytes = new byte[BYTES];
        String secret;
        do {
            new SecureRandom().nextBytes(bytes);
            secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        } while (secret.charAt(0) == '-' || secret.charAt(0) == '_');
        return secret;
    }
}
