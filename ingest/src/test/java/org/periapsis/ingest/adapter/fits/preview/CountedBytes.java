package org.periapsis.ingest.adapter.fits.preview;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A file in memory that counts what is read of it. */
final class CountedBytes implements Ranges {
    private final byte[] bytes;
    private long read;

    CountedBytes(byte[] bytes) {
        this.bytes = bytes;
    }

    @Override
    public InputStream open(long offset, long length) {
        return new ByteArrayInputStream(bytes, (int) offset, (int) length) {
            @Override
            public synchronized int read(byte[] into, int at, int n) {
                int got = super.read(into, at, n);
                read += Math.max(0, got);
                return got;
            }
        };
    }

    long read() {
        return read;
    }

    FilePreviews previews() {
        return new FilePreviews(this, bytes.length);
    }

    /** Header blocks of these cards, with END. */
    static byte[] header(String... cards) {
        StringBuilder text = new StringBuilder();
        for (String card : cards) {
            text.append(String.format("%-80s", card));
        }
        text.append(String.format("%-80s", "END"));
        byte[] bytes = text.toString().getBytes(StandardCharsets.US_ASCII);
        byte[] block = Arrays.copyOf(bytes, (bytes.length + 2879) / 2880 * 2880);
        Arrays.fill(block, bytes.length, block.length, (byte) ' ');
        return block;
    }

    static byte[] joined(byte[]... parts) {
        byte[] all = new byte[Arrays.stream(parts).mapToInt(part -> part.length).sum()];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }
}
