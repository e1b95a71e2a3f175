package org.periapsis.events.codec;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.util.Utf8;

/**
 * Avro's binary decoder, which believes any length it reads and allocates it: five hostile bytes can ask for two gigabytes.
 * Here a length is refused when fewer bytes than that are left. An item takes at least one byte, since no event has arrays of
 * empty things. Texts and numbers that some store cannot take are refused as well.
 */
final class BoundedDecoder extends Decoder {
    private final BinaryDecoder in;

    BoundedDecoder(byte[] bytes, int offset) {
        in = DecoderFactory.get().binaryDecoder(bytes, offset, bytes.length - offset, null);
    }

    /** @return bytes that have not been read */
    int remaining() throws IOException {
        return in.inputStream().available();
    }

    private int held(long length) throws IOException {
        if (length < 0 || length > remaining()) {
            throw new EOFException("length " + length + " with " + remaining() + " bytes left");
        }
        return (int) length;
    }

    private byte[] block() throws IOException {
        byte[] block = new byte[held(in.readLong())];
        in.readFixed(block);
        return block;
    }

    @Override
    public Utf8 readString(Utf8 old) throws IOException {
        return new Utf8(text(block()));
    }

    @Override
    public String readString() throws IOException {
        return new String(text(block()), StandardCharsets.UTF_8);
    }

    /** NUL is the one character that PostgreSQL does not take. Most texts are ASCII. */
    private static byte[] text(byte[] bytes) throws IOException {
        boolean ascii = true;
        for (byte b : bytes) {
            if (b <= 0) {
                if (b == 0) {
                    throw new UnstorableException("a text with the character U+0000");
                }
                ascii = false;
            }
        }
        if (!ascii) {
            try {
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            } catch (CharacterCodingException e) {
                throw new UnstorableException("a text that is not UTF-8");
            }
        }
        return bytes;
    }

    @Override
    public ByteBuffer readBytes(ByteBuffer old) throws IOException {
        return ByteBuffer.wrap(block());
    }

    @Override
    public long readArrayStart() throws IOException {
        return held(in.readArrayStart());
    }

    @Override
    public long arrayNext() throws IOException {
        return held(in.arrayNext());
    }

    @Override
    public long readMapStart() throws IOException {
        return held(in.readMapStart());
    }

    @Override
    public long mapNext() throws IOException {
        return held(in.mapNext());
    }

    @Override
    public long skipArray() throws IOException {
        return held(in.skipArray());
    }

    @Override
    public long skipMap() throws IOException {
        return held(in.skipMap());
    }

    @Override
    public void readNull() throws IOException {
        in.readNull();
    }

    @Override
    public boolean readBoolean() throws IOException {
        return in.readBoolean();
    }

    @Override
    public int readInt() throws IOException {
        return in.readInt();
    }

    @Override
    public long readLong() throws IOException {
        return in.readLong();
    }

    @Override
    public float readFloat() throws IOException {
        return (float) finite(in.readFloat());
    }

    @Override
    public double readDouble() throws IOException {
        return finite(in.readDouble());
    }

    private static double finite(double number) throws IOException {
        if (!Double.isFinite(number)) {
            throw new UnstorableException("the number " + number);
        }
        return number;
    }

    @Override
    public void skipString() throws IOException {
        in.skipString();
    }

    @Override
    public void skipBytes() throws IOException {
        in.skipBytes();
    }

    @Override
    public void readFixed(byte[] bytes, int start, int length) throws IOException {
        in.readFixed(bytes, start, length);
    }

    @Override
    public void skipFixed(int length) throws IOException {
        in.skipFixed(length);
    }

    @Override
    public int readEnum() throws IOException {
        return in.readEnum();
    }

    @Override
    public int readIndex() throws IOException {
        return in.readIndex();
    }
}
