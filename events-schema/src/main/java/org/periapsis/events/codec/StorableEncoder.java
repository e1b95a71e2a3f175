package org.periapsis.events.codec;

import java.io.IOException;
import java.io.OutputStream;
import org.apache.avro.io.DirectBinaryEncoder;
import org.apache.avro.util.Utf8;

/**
 * Avro's binary encoder, which writes nothing that {@link BoundedDecoder} would not read. The doors refuse U+0000 and name
 * the field; one in what a program or an exception said is written as U+FFFD, as Java writes half a surrogate pair as a question
 * mark: a run's end must be told whatever its last words were. A number that is not finite is a fault of ours.
 */
final class StorableEncoder extends DirectBinaryEncoder {
    private static final char REPLACEMENT = '\uFFFD';

    StorableEncoder(OutputStream out) {
        super(out);
    }

    @Override
    public void writeString(String text) throws IOException {
        super.writeString(text.indexOf(0) < 0 ? text : text.replace((char) 0, REPLACEMENT));
    }

    @Override
    public void writeString(Utf8 text) throws IOException {
        writeString(text.toString());
    }

    @Override
    public void writeString(CharSequence text) throws IOException {
        writeString(text.toString());
    }

    @Override
    public void writeFloat(float number) throws IOException {
        super.writeFloat((float) finite(number));
    }

    @Override
    public void writeDouble(double number) throws IOException {
        super.writeDouble(finite(number));
    }

    private static double finite(double number) throws IOException {
        if (!Double.isFinite(number)) {
            throw new UnstorableException("the number " + number);
        }
        return number;
    }
}
