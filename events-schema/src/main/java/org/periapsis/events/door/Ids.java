package org.periapsis.events.door;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/** Which identifiers come in. Nothing about them is mended: an id that is changed is another's. */
public final class Ids {
    /** Longest product id, bytes of UTF-8: it is a key in every store. */
    public static final int PRODUCT_BYTES = 1_024;

    private static final String IVO = "ivo://";
    private static final Pattern PRODUCT = Pattern.compile("ivo://[A-Za-z0-9][A-Za-z0-9._-]{0,99}/\\S+");
    /** Controls, invisible characters and those that turn the direction of what stands beside them. */
    private static final Set<Byte> UNSEEN = Set.of(
            Character.CONTROL,
            Character.FORMAT,
            Character.SURROGATE,
            Character.PRIVATE_USE,
            Character.UNASSIGNED,
            Character.SPACE_SEPARATOR,
            Character.LINE_SEPARATOR,
            Character.PARAGRAPH_SEPARATOR);
    /** ASCII that no URI has as it is; and the fragment's sign, which no client sends on. */
    private static final String NOT_IN_URI = "\"<>\\^`{|}#";

    private static final Pattern DOTS = Pattern.compile("/(?:\\.|%2[eE]){1,2}(?:[/?]|$)");
    private static final Pattern ENCODED =
            Pattern.compile("%(?:[2-6][0-9A-Fa-f]|7[0-9A-Ea-e]|[89A-Fa-f][0-9A-Fa-f]).*");

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern SITE = Pattern.compile("[a-z][a-z0-9-]{0,30}");
    private static final Pattern KEY = Pattern.compile("[\\x20-\\x7E]{1,200}");
    private static final int UUID_LENGTH = 36;

    private Ids() {}

    /** @return what is wrong with a publisher's new id of a product: an {@code ivo://} URI, as RFC 3986 has it or in Unicode */
    public static Optional<Flaw> productFlaw(String field, String id) {
        Optional<Flaw> flaw = heldFlaw(field, id);
        if (flaw.isPresent()) {
            return flaw;
        }
        int at = firstRefused(id, 0);
        if (at >= 0) {
            return Optional.of(new Flaw(field, said(id, at), "Percent-encode it, or leave it out"));
        }
        return DOTS.matcher(id).find()
                ? Optional.of(new Flaw(field, "It has a segment of dots", "Give the plain path"))
                : Optional.empty();
    }

    private static String said(String id, int at) {
        return id.charAt(at) == '%'
                ? "The percent sign at " + at + " begins no encoded character"
                : String.format("It has the character U+%04X at %d, which an id may not have", id.codePointAt(at), at);
    }

    /** @return where from an index on the first character is that no new id may have; -1 when there is none */
    private static int firstRefused(String id, int from) {
        for (int i = from; i < id.length(); i += Character.charCount(id.codePointAt(i))) {
            int c = id.codePointAt(i);
            boolean stray = c == '%'
                    && !ENCODED.matcher(id.substring(i, Math.min(id.length(), i + 3)))
                            .matches();
            if (stray || NOT_IN_URI.indexOf(c) >= 0 || UNSEEN.contains((byte) Character.getType(c))) {
                return i;
            }
        }
        return -1;
    }

    /** Percent-encodes of an id that is made of other names what could not be in it. */
    public static String encoded(String id) {
        int at = firstRefused(id, 0);
        if (at < 0) {
            return id;
        }
        StringBuilder text = new StringBuilder();
        int from = 0;
        while (at >= 0) {
            text.append(id, from, at);
            from = at + Character.charCount(id.codePointAt(at));
            for (byte b : id.substring(at, from).getBytes(StandardCharsets.UTF_8)) {
                text.append(String.format("%%%02X", b));
            }
            at = firstRefused(id, from);
        }
        return text.append(id, from, id.length()).toString();
    }

    /** @return what is wrong with the id of a product that may have come in when ids could have more characters than now */
    public static Optional<Flaw> heldFlaw(String field, String id) {
        if (id == null || !id.startsWith(IVO)) {
            return Optional.of(new Flaw(field, "It is not an ivo:// URI", "Give ivo://<archive>/<collection>?<name>"));
        }
        if (id.length() > PRODUCT_BYTES || id.getBytes(StandardCharsets.UTF_8).length > PRODUCT_BYTES) {
            return Optional.of(
                    new Flaw(field, "It is longer than " + PRODUCT_BYTES + " bytes", "Choose a shorter identifier"));
        }
        if (!PRODUCT.matcher(id).matches() || !Text.plain(id)) {
            return Optional.of(new Flaw(
                    field,
                    "It has no authority, or a space or control character",
                    "Give ivo://<archive>/<collection>?<name>, percent-encoded where it must be"));
        }
        return Text.isComposed(id)
                ? Optional.empty()
                : Optional.of(new Flaw(
                        field,
                        "Its characters are not composed",
                        "Give it in the Unicode form NFC, or percent-encoded"));
    }

    /** Whether the index can be asked about it: what is longer, or no text, is no product's id. */
    public static boolean askable(String id) {
        return !id.isEmpty() && id.length() <= PRODUCT_BYTES && Text.plain(id);
    }

    /** @throws FlawedException as {@link #productFlaw} says */
    public static String product(String field, String id) {
        productFlaw(field, id).ifPresent(flaw -> {
            throw flaw.exception();
        });
        return id;
    }

    /** @throws FlawedException as {@link #heldFlaw} says */
    public static String held(String field, String id) {
        heldFlaw(field, id).ifPresent(flaw -> {
            throw flaw.exception();
        });
        return id;
    }

    /** The authority of a product's id: what stands between {@code ivo://} and the next slash. */
    public static String authority(String productId) {
        int end = productId.indexOf('/', IVO.length());
        return productId.substring(IVO.length(), end < 0 ? productId.length() : end);
    }

    /** @throws FlawedException when it is not a UUID as it is written out */
    public static UUID uuid(String field, String text) {
        if (text != null && text.length() == UUID_LENGTH) {
            try {
                return UUID.fromString(text);
            } catch (IllegalArgumentException e) {
                throw notAUuid(field);
            }
        }
        throw notAUuid(field);
    }

    /** A short name for machines: of an archive, a datalab, a version, a team. */
    public static String name(String field, String text) {
        return matching(NAME, field, text, "Use up to 64 letters, digits, '.', '_' and '-'");
    }

    /** A site's id. */
    public static String site(String field, String text) {
        return matching(SITE, field, text, "Use the id of a site, such as esac");
    }

    /** What a caller makes its requests known by. */
    public static String key(String field, String text) {
        return matching(KEY, field, text, "Use up to 200 printable ASCII characters; a UUID is a good key");
    }

    private static String matching(Pattern form, String field, String text, String remedy) {
        if (text != null && text.length() <= 200 && form.matcher(text).matches()) {
            return text;
        }
        throw new Flaw(field, "It is not of the form that it must have", remedy).exception();
    }

    private static FlawedException notAUuid(String field) {
        return new Flaw(field, "It is not a UUID", "Give it as it came").exception();
    }
}
