package org.periapsis.indexer.domain.search;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Splits names the same way for the index and for a question, so that {@code m31}, {@code M 31} and {@code M-31} meet:
 * lower case, accents off, a boundary between letters and digits, and neighbouring parts also joined.
 */
public final class Words {
    /** Words kept of one text, and characters kept of one word. */
    private static final int MAX_WORDS = 64;

    private static final int MAX_LENGTH = 64;
    private static final Pattern PART = Pattern.compile("\\p{L}+|\\p{N}+");
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");

    private Words() {}

    private static List<String> parts(String text) {
        String plain =
                MARKS.matcher(Normalizer.normalize(text, Normalizer.Form.NFKD)).replaceAll("");
        Matcher matcher = PART.matcher(plain.toLowerCase(Locale.ROOT));
        List<String> parts = new ArrayList<>();
        while (parts.size() < MAX_WORDS && matcher.find()) {
            parts.add(cut(matcher.group()));
        }
        return parts;
    }

    private static String cut(String word) {
        return word.length() <= MAX_LENGTH ? word : word.substring(0, MAX_LENGTH);
    }

    /** What is indexed of some texts; null ones are left out. */
    public static Set<String> indexed(String... texts) {
        Set<String> words = new LinkedHashSet<>();
        for (String text : texts) {
            List<String> parts = text == null ? List.of() : parts(text);
            for (int i = 0; i < parts.size(); i++) {
                words.add(parts.get(i));
                if (i + 1 < parts.size()) {
                    words.add(cut(parts.get(i) + parts.get(i + 1)));
                }
            }
        }
        return words;
    }

    /** The prefixes that a question asks for; all of them must be there. */
    public static List<String> asked(String text) {
        return List.copyOf(new LinkedHashSet<>(parts(text)));
    }
}
