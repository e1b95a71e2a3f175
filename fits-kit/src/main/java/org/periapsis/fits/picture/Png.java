package org.periapsis.fits.picture;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/** Images as PNG (W3C PNG, second edition), written here so that no desktop library is loaded. */
public final class Png {

    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

    private Png() {}

    /** Encodes colours of 8 bits and alpha as {@code 0xAARRGGBB}, rows from the top. */
    public static byte[] encode(int width, int height, int[] argb) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.write(SIGNATURE);
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        DataOutputStream fields = new DataOutputStream(header);
        fields.writeInt(width);
        fields.writeInt(height);
        // 8 bits, colour with alpha, deflate, no filter method but the first, not interlaced.
        fields.write(new byte[] {8, 6, 0, 0, 0});
        chunk(out, "IHDR", header.toByteArray());
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        try (DeflaterOutputStream pixels = new DeflaterOutputStream(data, deflater)) {
            byte[] line = new byte[1 + 4 * width];
            for (int row = 0; row < height; row++) {
                for (int x = 0; x < width; x++) {
                    int colour = argb[row * width + x];
                    line[4 * x + 1] = (byte) (colour >> 16);
                    line[4 * x + 2] = (byte) (colour >> 8);
                    line[4 * x + 3] = (byte) colour;
                    line[4 * x + 4] = (byte) (colour >>> 24);
                }
                pixels.write(line);
            }
        } finally {
            deflater.end();
        }
        chunk(out, "IDAT", data.toByteArray());
        chunk(out, "IEND", new byte[0]);
        return bytes.toByteArray();
    }

    private static void chunk(DataOutputStream out, String type, byte[] content) throws IOException {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 check = new CRC32();
        check.update(name);
        check.update(content);
        out.writeInt(content.length);
        out.write(name);
        out.write(content);
        out.writeInt((int) check.getValue());
    }
}
