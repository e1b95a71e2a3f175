package org.periapsis.portal.domain;

import java.util.Locale;
import java.util.function.IntUnaryOperator;

/**
 * The code that a program shows and a person compares or types (RFC 8628, 6.1): eight consonants, so that it makes no word.
 *
 * @param letters the code without its hyphen
 */
public record UserCode(String letters) {
    private static final String ALPHABET = "BCDFGHJKLMNPQRSTVWXZ";
    private static final int LENGTH = 8;

    public UserCode {
        if (!letters.matches("[" + ALPHABET + "]{" + LENGTH + "}")) {
            throw new IllegalArgumentException("user_code is eight letters such as WDJB-MJHT");
        }
    }

    /** @param random a number from 0 below its argument */
    public static UserCode random(IntUnaryOperator random) {
        StringBuilder letters = new StringBuilder(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            letters.append(ALPHABET.charAt(random.applyAsInt(ALPHABET.length())));
        }
        return new UserCode(letters.toString());
    }

    /**
     * Reads it as people type it.
     *
     * @throws IllegalArgumentException when it is none
     */
    public static UserCode typed(String text) {
        return new UserCode(text.toUpperCase(Locale.ROOT).replaceAll("[\\s-]", ""));
    }

    @Override
    public String toString() {
        return letters.substring(0, LENGTH / 2) + "-" + letters.substring(LENGTH / 2);
    }
}
