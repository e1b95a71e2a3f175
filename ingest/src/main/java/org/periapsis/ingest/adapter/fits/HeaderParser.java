package org.periapsis.ingest.adapter.fits;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import nom.tam.fits.Header;
import nom.tam.fits.HeaderCard;
import nom.tam.util.Cursor;
import nom.tam.util.FitsInputStream;
import org.periapsis.ingest.domain.header.Keywords;

/**
 * Cards to keywords, by nom-tam-fits. A card that breaks the standard is repaired or left out, never a reason to refuse:
 * the archives' headers are full of them.
 */
final class HeaderParser {
    private static final int CARD = HeaderCard.FITS_HEADER_CARD_SIZE;
    private static final Set<String> COMMENTARY = Set.of("", "COMMENT", "HISTORY", "END");

    private HeaderParser() {}

    /** @param blocks whole header blocks, the last of which has the END card */
    static Keywords parse(byte[] blocks) {
        Map<String, Keywords.Card> cards = new HashMap<>();
        try {
            Header header = new Header(new FitsInputStream(new ByteArrayInputStream(blocks)));
            for (Cursor<String, HeaderCard> i = header.iterator(); i.hasNext(); ) {
                keep(cards, i.next());
            }
        } catch (IOException | RuntimeException e) {
            // One card upset the whole header: take the others one by one.
            cards.clear();
            oneByOne(cards, blocks);
        }
        return new Keywords(cards);
    }

    private static void oneByOne(Map<String, Keywords.Card> cards, byte[] blocks) {
        for (int at = 0; at + CARD <= blocks.length; at += CARD) {
            String card = new String(blocks, at, CARD, StandardCharsets.ISO_8859_1);
            if (card.startsWith("END     ")) {
                return;
            }
            card(card).ifPresent(c -> keep(cards, c));
        }
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

    private static String trimmed(String text) {
        return text == null ? "" : text.trim();
    }
}
