package org.periapsis.ingest.adapter.http;

import java.util.Locale;
import java.util.Map;
import org.periapsis.events.door.Numbers;
import org.periapsis.ingest.domain.Refusal;
import org.periapsis.ingest.domain.RefusedException;

/** What an archive declares of a file's bytes, held against them. */
final class Declared {
    private Declared() {}

    /** Takes {@code sha256} and {@code size} out of the fields, and refuses a file that differs. */
    static void check(Map<String, Object> fields, String sha256, long size) {
        Object declared = fields.remove("sha256");
        if (declared != null && !declared.toString().toLowerCase(Locale.ROOT).equals(sha256)) {
            throw new RefusedException(new Refusal(
                    Refusal.Reason.CHECKSUM_MISMATCH,
                    "sha256",
                    "the bytes have the SHA-256 " + sha256,
                    "send the file again, or correct sha256"));
        }
        Object bytes = fields.remove("size");
        if (bytes != null && !(bytes instanceof Number number && isExactly(number, size))) {
            throw new RefusedException(new Refusal(
                    Refusal.Reason.SIZE_MISMATCH,
                    "size",
                    size + " bytes came",
                    "send the whole file again, or correct size"));
        }
    }

    private static boolean isExactly(Number number, long size) {
        return (number instanceof Integer || number instanceof Long)
                ? number.longValue() == size
                : number.doubleValue() == size && size <= Numbers.LARGEST_WHOLE;
    }

    /** A query parameter as JSON would have it: a number or a truth value where it reads as one. */
    static Object value(String text) {
        if (text.equals("true") || text.equals("false")) {
            return Boolean.valueOf(text);
        }
        if (text.length() < 30 && text.matches("[+-]?[0-9]+")) {
            return text.length() < 18 ? (Object) Long.valueOf(text) : text;
        }
        return text.length() < 40 && text.matches("[+-]?[0-9]*\\.?[0-9]+([eE][+-]?[0-9]+)?")
                ? (Object) Double.valueOf(text)
                : text;
    }
}
