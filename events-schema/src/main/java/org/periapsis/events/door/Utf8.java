package org.periapsis.events.door;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Whether bytes are UTF-8. Decoders that mend what is not say U+FFFD, which nobody sent. */
public final class Utf8 {
    private Utf8() {}

    public static boolean is(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    /** @param text percent-encoded, as a path, a query or a form is; a stray percent sign is not looked at */
    public static boolean encoded(String text) {
        if (text.indexOf('%') < 0) {
            return true;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            int high = i + 2 < text.length() && text.charAt(i) == '%' ? Character.digit(text.charAt(i + 1), 16) : -1;
            int low = high < 0 ? -1 : Character.digit(text.charAt(i + 2), 16);
            if (low < 0) {
                bytes.write('.');
            } else {
                bytes.write(high << 4 | low);
                i += 2;
            }
        }
        return is(bytes.toByteArray());
    }
}
