package org.periapsis.fits.header;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The keywords of one FITS header, read leniently: real headers quote their numbers, leave values blank and repeat cards.
 * Of repeated cards the first counts.
 */
public final class Keywords {
    /** A value as it stood in the card, unquoted, and its comment; both trimmed, never null. */
    public record Card(String value, String comment) {}

    private final Map<String, Card> cards;

    public Keywords(Map<String, Card> cards) {
        this.cards = new HashMap<>(cards);
    }

    public boolean has(String key) {
        return cards.containsKey(key);
    }

    /** The first of the keywords that has a value. */
    public Optional<String> text(String... keys) {
        for (String key : keys) {
            Card card = cards.get(key);
            if (card != null && !card.value.isEmpty()) {
                return Optional.of(card.value);
            }
        }
        return Optional.empty();
    }

    /** The first of the keywords that has a finite number. */
    public OptionalDouble number(String... keys) {
        for (String key : keys) {
            Card card = cards.get(key);
            OptionalDouble number = card == null ? OptionalDouble.empty() : parse(card.value);
            if (number.isPresent()) {
                return number;
            }
        }
        return OptionalDouble.empty();
    }

    public double number(String key, double otherwise) {
        return number(key).orElse(otherwise);
    }

    /** An integer, also where it is written as a float; empty if it has a fraction or is beyond a long. */
    public OptionalLong integer(String key) {
        Card card = cards.get(key);
        if (card == null) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(card.value));
        } catch (NumberFormatException notPlain) {
            OptionalDouble number = parse(card.value);
            return number.isPresent()
                            && number.getAsDouble() == Math.rint(number.getAsDouble())
                            && Math.abs(number.getAsDouble()) < 9e15
                    ? OptionalLong.of((long) number.getAsDouble())
                    : OptionalLong.empty();
        }
    }

    public boolean isTrue(String key) {
        return text(key).filter("T"::equals).isPresent();
    }

    /** The comment in lower case; empty without one. */
    public String comment(String key) {
        Card card = cards.get(key);
        return card == null ? "" : card.comment.toLowerCase(Locale.ROOT);
    }

    private static OptionalDouble parse(String value) {
        if (value.isEmpty() || value.length() > 40 || "+-.0123456789".indexOf(value.charAt(0)) < 0) {
            return OptionalDouble.empty();
        }
        try {
            double number = Double.parseDouble(value.replace('D', 'E').replace('d', 'e'));
            return Double.isFinite(number) ? OptionalDouble.of(number) : OptionalDouble.empty();
        } catch (NumberFormatException notANumber) {
            return OptionalDouble.empty();
        }
    }
}
