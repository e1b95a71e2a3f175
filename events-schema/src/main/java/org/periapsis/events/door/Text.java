package org.periapsis.events.door;

import java.text.Normalizer;
import java.util.Optional;

/**
 * Which texts come in: those that PostgreSQL, Avro, JSON, XML and a terminal all take. No control character (of either set, C0
 * or C1) beyond tab and newline, no half of a surrogate pair, none of the two code points that XML has not; composed (Unicode
 * NFC), so that what looks the same is the same; and no longer than its use allows. Lengths are in UTF-16 units, each of which
 * takes at most three bytes of UTF-8: what is indexed must stay below the 2,704 bytes of a B-tree entry.
 *
 * @param most longest length
 * @param lines whether tabs and newlines may be in it
 */
public record Text(int most, boolean lines) {
    /** What people call a thing of theirs. */
    public static final Text NAME = new Text(200, false);
    /** A word that stores index: a collection, a telescope, a target. */
    public static final Text LABEL = new Text(500, false);
    /** One line for people to read. */
    public static final Text LINE = new Text(2_000, false);
    /** As much as anybody writes: a description, a footprint, a query. */
    public static final Text PROSE = new Text(65_536, true);

    private static final char REPLACEMENT = '\uFFFD';

    /**
     * Takes a text in.
     *
     * @return in composed form, its lines ended by newlines alone
     * @throws FlawedException when it is blank, too long or has a character that may not come in
     */
    public String of(String field, String value) {
        Optional<Flaw> flaw = flaw(field, value);
        if (flaw.isPresent()) {
            throw flaw.get().exception();
        }
        return composed(value);
    }

    /** @return what is wrong with a text; a line may end with a carriage return and a newline */
    public Optional<Flaw> flaw(String field, String value) {
        if (value == null || value.isBlank()) {
            return Optional.of(new Flaw(field, "It is empty", "Give a text, or leave it out"));
        }
        // Before it is composed: that takes the square of the time for marks without end.
        if (value.length() > most) {
            return Optional.of(new Flaw(
                    field, "It has " + value.length() + " characters", "Give at most " + most + " characters"));
        }
        Optional<Flaw> character = characterFlaw(field, value).or(() -> turningFlaw(field, value));
        return character.isPresent() || lines || value.chars().noneMatch(c -> c == '\t' || c == '\n')
                ? character
                : Optional.of(new Flaw(field, "It has a tab or more than one line", "Give one line"));
    }

    static Optional<Flaw> characterFlaw(String field, String text) {
        int at = firstRefused(text);
        return at < 0
                ? Optional.empty()
                : Optional.of(new Flaw(
                        field,
                        String.format("It has the character U+%04X at %d", (int) text.charAt(at), at),
                        "Leave out control characters other than tab and newline, and halves of pairs"));
    }

    /** Words of others stand in sentences of ours, which such a character would turn around to their end. */
    private static Optional<Flaw> turningFlaw(String field, String text) {
        return text.chars()
                .filter(c -> (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069))
                .mapToObj(c -> new Flaw(
                        field,
                        String.format("It has the character U+%04X, which changes the direction of what follows", c),
                        "Leave it out: words of any script are shown in their own direction without"))
                .findFirst();
    }

    /** Whether any store takes a text as it is: without a refused character. Its length and form are not looked at. */
    public static boolean plain(CharSequence text) {
        return firstRefused(text) < 0;
    }

    /** @return where the first character is that may not come in, tabs and newlines apart; -1 when there is none */
    public static int firstRefused(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            if (refused(text, i)) {
                return i;
            }
            if (Character.isHighSurrogate(text.charAt(i))) {
                i++;
            }
        }
        return -1;
    }

    /**
     * Makes a text of what others said, such as an exception or the last words of a program: it has to be told, whatever is in
     * it.
     *
     * @param most longest length; the end is cut off
     * @return with U+FFFD for each character that may not come in
     */
    public static String cleaned(String text, int most) {
        boolean longer = text.length() > most;
        int end = longer ? most : text.length();
        if (longer && end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        String cut = unixLines(text.substring(0, end));
        int at = firstRefused(cut);
        if (at < 0) {
            return cut;
        }
        StringBuilder clean = new StringBuilder(cut);
        for (int i = at; i < clean.length(); i++) {
            if (refused(clean, i)) {
                clean.setCharAt(i, REPLACEMENT);
            } else if (Character.isHighSurrogate(clean.charAt(i))) {
                i++;
            }
        }
        return clean.toString();
    }

    static boolean isComposed(String text) {
        return Normalizer.isNormalized(text, Normalizer.Form.NFC);
    }

    private static String composed(String text) {
        return Normalizer.normalize(unixLines(text), Normalizer.Form.NFC);
    }

    private static String unixLines(String text) {
        return text.indexOf('\r') < 0 ? text : text.replace("\r\n", "\n");
    }

    private static boolean refused(CharSequence text, int at) {
        char c = text.charAt(at);
        if (c < ' ') {
            boolean ended = c == '\r' && at + 1 < text.length() && text.charAt(at + 1) == '\n';
            return c != '\t' && c != '\n' && !ended;
        }
        if (c < 0x7F) {
            return false;
        }
        if (c <= 0x9F || c >= 0xFFFE) {
            return true;
        }
        if (!Character.isSurrogate(c)) {
            return false;
        }
        return !Character.isHighSurrogate(c)
                || at + 1 == text.length()
                || !Character.isLowSurrogate(text.charAt(at + 1));
    }
}
