package org.periapsis.embedded;

import java.security.SecureRandom;
import java.util.Base64;

/** Random passwords that need no quoting anywhere: letters, digits, {@code -} and {@code _}. */
public final class Secrets {

    private static final int BYTES = 24;

    private Secrets() {}

    /** 192 random bits as 32 characters. */
    public static String random() {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
