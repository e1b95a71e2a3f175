package org.periapsis.fits.header;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * The keywords of one FITS header. Real headers quote their numbers, which is taken, and repeat cards: the first counts. They
 * also leave values blank or write NaN, and then nobody knows the number: a default is for a card that is not there.
 */
public final class Keywords {
    /** A value as it stood in the card, unquoted, and its comment; both trimmed, never null. */
    public record Card(String value, String comment) {}

    private static final int CARD = 80;
    /** FITS standard 4.0, sections 4.2.3 and 4.2.4. */
    private static final Pattern NUMBER = Pattern.compile("[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[EeDd][+-]?\\d+)?");

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

    /** The first of the keywords, each of which says the same, that has a finite number. */
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

    /**
     * A number with a default for the card that is not there.
     *
     * @throws HeaderException NO_NUMBER when the card is there without a finite number
     */
    public double number(String key, double otherwise) {
        return has(key) ? number(key).orElseThrow(() -> noNumber(key)) : otherwise;
    }

    /** Of the keywords the first whose value is no finite number, and what is wrong with it; blank ones say nothing. */
    public Optional<String> unreadable(String... keys) {
        for (String key : keys) {
            if (text(key).isPresent() && number(key).isEmpty()) {
                return Optional.of(noNumber(key).getMessage());
            }
        }
        return Optional.empty();
    }

    private HeaderException noNumber(String key) {
        String value = cards.get(key).value;
        return new HeaderException(
                HeaderException.Fault.NO_NUMBER,
                key,
                value.isEmpty() ? key + " has no value" : key + " = " + value + " is no finite number");
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
        if (value.length() > CARD || !NUMBER.matcher(value).matches()) {
            return OptionalDouble.empty();
        }
        double number = Double.parseDouble(value.replace('D', 'E').replace('d', 'e'));
        return Double.isFinite(number) ? OptionalDouble.of(number) : OptionalDouble.empty();
    }
}
