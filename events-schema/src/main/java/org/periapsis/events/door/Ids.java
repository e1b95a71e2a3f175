package org.periapsis.events.door;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Which identifiers come in. Nothing about them is mended: an id that is changed is another's. */
public final class Ids {
    /** Longest product id, bytes of UTF-8: it is a key in every store. */
    public static final int PRODUCT_BYTES = 1_024;

    private static final String IVO = "ivo://";
    private static final Pattern PRODUCT = Pattern.compile("ivo://[A-Za-z0-9][A-Za-z0-9._-]{0,99}/\\S+");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern SITE = Pattern.compile("[a-z][a-z0-9-]{0,30}");
    private static final Pattern KEY = Pattern.compile("[\\x20-\\x7E]{1,200}");
    private static final int UUID_LENGTH = 36;

    private Ids() {}

    /** @return what is wrong with a publisher's id of a product: an {@code ivo://} URI */
    public static Optional<Flaw> productFlaw(String field, String id) {
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

    /** @throws FlawedException as {@link #productFlaw} says */
    public static String product(String field, String id) {
        productFlaw(field, id).ifPresent(flaw -> {
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
