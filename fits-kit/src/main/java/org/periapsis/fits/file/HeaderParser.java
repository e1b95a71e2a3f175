package org.periapsis.fits.file;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import nom.tam.fits.Header;
import nom.tam.fits.HeaderCard;
import nom.tam.util.Cursor;
import nom.tam.util.FitsInputStream;
import org.periapsis.fits.header.Keywords;

/**
 * Cards to keywords, by nom-tam-fits. A card that breaks the standard is repaired or kept as it stands, never a reason to refuse:
 * the archives' headers are full of them.
 */
public final class HeaderParser {
    private static final int CARD = HeaderCard.FITS_HEADER_CARD_SIZE;
    private static final int KEYWORD = 8;
    private static final String HIERARCH = "HIERARCH.";
    private static final Set<String> COMMENTARY = Set.of("", "COMMENT", "HISTORY", "END");

    private HeaderParser() {}

    /** @param blocks whole header blocks, the last of which has the END card */
    public static Keywords parse(byte[] blocks) {
        Map<String, Keywords.Card> cards = new HashMap<>();
        try {
            Header header = new Header(new FitsInputStream(new ByteArrayInputStream(blocks)));
            for (Cursor<String, HeaderCard> i = header.iterator(); i.hasNext(); ) {
                keep(cards, i.next());
            }
        } catch (IOException | RuntimeException e) {
            // One card upset the whole header: take the others one by one.
            cards.clear();
            for (String text : texts(blocks)) {
                card(text).ifPresent(c -> keep(cards, c));
            }
        }
        for (String text : texts(blocks)) {
            keepUnread(cards, text);
        }
        return new Keywords(cards);
    }

    /** All cards in their order, also those that break the standard, without END and blank ones. */
    public static List<HeaderLine> lines(byte[] blocks) {
        List<HeaderLine> lines = new ArrayList<>();
        for (String text : texts(blocks)) {
            if (text.isBlank()) {
                continue;
            }
            HeaderLine line = line(text);
            HeaderLine last = lines.isEmpty() ? null : lines.get(lines.size() - 1);
            if (line.keyword().equals("CONTINUE")
                    && last != null
                    && last.value().endsWith("&")) {
                String begun = last.value().substring(0, last.value().length() - 1);
                lines.set(
                        lines.size() - 1,
                        new HeaderLine(
                                last.keyword(), begun + line.value(), (last.comment() + " " + line.comment()).trim()));
            } else {
                lines.add(line);
            }
        }
        return lines;
    }

    private static HeaderLine line(String text) {
        String word = text.substring(0, KEYWORD).trim();
        if (COMMENTARY.contains(word)) {
            return new HeaderLine(word, "", text.substring(KEYWORD).stripTrailing());
        }
        if (word.equals("CONTINUE")) {
            // It has no equals sign, and nom-tam joins none by itself; under another name it is read as any string.
            return card("CONTINUD= " + text.substring(KEYWORD + 2))
                    .filter(c -> c.getValue() != null)
                    .map(c -> new HeaderLine(word, c.getValue().stripTrailing(), trimmed(c.getComment())))
                    .orElse(new HeaderLine(word, "", text.substring(KEYWORD).strip()));
        }
        return card(text)
                .filter(c -> c.getValue() != null)
                .map(c -> new HeaderLine(name(c.getKey()), c.getValue().trim(), trimmed(c.getComment())))
                .orElse(new HeaderLine(word, "", text.substring(KEYWORD).strip()));
    }

    private static String name(String key) {
        return key.startsWith(HIERARCH) ? key.substring(HIERARCH.length()).replace('.', ' ') : key;
    }

    private static List<String> texts(byte[] blocks) {
        List<String> texts = new ArrayList<>();
        for (int at = 0; at + CARD <= blocks.length; at += CARD) {
            String text = new String(blocks, at, CARD, StandardCharsets.ISO_8859_1);
            if (text.startsWith("END     ")) {
                break;
            }
            texts.add(text);
        }
        return texts;
    }

    private static Optional<HeaderCard> card(String text) {
        try {
            return Optional.of(HeaderCard.create(text));
        } catch (RuntimeException unreadable) {
            return Optional.empty();
        }
    }

    private static void keep(Map<String, Keywords.Card> cards, HeaderCard card) {
        String key = card.getKey() == null ? "" : card.getKey();
        if (!COMMENTARY.contains(key) && card.getValue() != null) {
            cards.putIfAbsent(key, new Keywords.Card(card.getValue().trim(), trimmed(card.getComment())));
        }
    }

    /** A card without a value, or with one that nobody can read, is there all the same: it is not one to have a default. */
    private static void keepUnread(Map<String, Keywords.Card> cards, String text) {
        String key = text.substring(0, KEYWORD).trim().toUpperCase(Locale.ROOT);
        if (text.charAt(KEYWORD) == '=' && !COMMENTARY.contains(key)) {
            cards.putIfAbsent(key, new Keywords.Card(text.substring(KEYWORD + 1).trim(), ""));
        }
    }

    private static String trimmed(String text) {
        return text == null ? "" : text.trim();
    }
}
