package org.periapsis.session.adapter.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * A file of records, one a line with its checksum in front, that only grows. A record is on the disk when {@link #append}
 * returns. What a crash tore off is cut before the next record is added; a record that was spoiled is left out and told.
 *
 * @param file where they are
 * @param reserve given back when the disk is full
 */
record RecordFile(Path file, Reserve reserve) {

    /** Eight digits and a space. */
    private static final int CHECKSUM = 9;

    /**
     * What is in the file.
     *
     * @param records in their order, without those that cannot be read
     * @param damage what cannot be read, for people
     */
    record Content(List<String> records, List<String> damage) {}

    /** A line for a text without line breaks: its CRC-32C in hexadecimal, a space, the text. */
    static String sealed(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return sum(bytes, 0, bytes.length) + text;
    }

    private static String sum(byte[] bytes, int from, int end) {
        CRC32C sum = new CRC32C();
        sum.update(bytes, from, end - from);
        return HexFormat.of().toHexDigits((int) sum.getValue()) + " ";
    }

    /** The text of the line that ends before {@code end}; empty when it is not as it was written. */
    static Optional<String> opened(byte[] bytes, int from, int end) {
        int text = from + CHECKSUM;
        if (end < text
                || !sum(bytes, text, end).equals(new String(bytes, from, CHECKSUM, StandardCharsets.ISO_8859_1))) {
            return Optional.empty();
        }
        return Optional.of(new String(bytes, text, end - text, StandardCharsets.UTF_8));
    }

    /** Reads it all; no file is no record. */
    Content read() throws IOException {
        List<String> records = new ArrayList<>();
        List<String> damage = new ArrayList<>();
        if (Files.notExists(file)) {
            return new Content(records, damage);
        }
        byte[] bytes = Files.readAllBytes(file);
        int from = 0;
        for (int number = 1; from < bytes.length; number++) {
            int end = lineEnd(bytes, from);
            Optional<String> text = end < bytes.length ? readable(bytes, from, end) : Optional.empty();
            if (text.isPresent()) {
                records.add(text.get());
            } else {
                damage.add(file + ": record " + number
                        + (end < bytes.length ? " is not as it was written" : " was cut off by a crash"));
            }
            from = end + 1;
        }
        return new Content(records, damage);
    }

    /** Earlier versions wrote bare JSON. */
    private static Optional<String> readable(byte[] bytes, int from, int end) {
        return bytes[from] == '{'
                ? Optional.of(new String(bytes, from, end - from, StandardCharsets.UTF_8))
                : opened(bytes, from, end);
    }

    static int lineEnd(byte[] bytes, int from) {
        int at = from;
        while (at < bytes.length && bytes[at] != '\n') {
            at++;
        }
        return at;
    }

    /** Adds a record: whole and on the disk, or not at all. */
    void append(String text) throws IOException {
        boolean fresh = Files.notExists(file);
        try {
            write(text);
        } catch (IOException failure) {
            if (!reserve.release()) {
                throw failure;
            }
            write(text);
        }
        if (fresh) {
            PrivateFile.sync(file.getParent());
        }
    }

    private void write(String text) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            long before = whole(channel);
            boolean done = false;
            try {
                channel.truncate(before);
                ByteBuffer bytes = ByteBuffer.wrap((sealed(text) + "\n").getBytes(StandardCharsets.UTF_8));
                for (long at = before; bytes.hasRemaining(); ) {
                    at += channel.write(bytes, at);
                }
                channel.force(true);
                done = true;
            } finally {
                if (!done) {
                    channel.truncate(before);
                }
            }
        }
    }

    /** Where the last whole line ends. Only what follows it can be torn, and that was never acknowledged. */
    private static long whole(FileChannel channel) throws IOException {
        byte[] piece = new byte[4096];
        long end = channel.size();
        while (end > 0) {
            int length = (int) Math.min(piece.length, end);
            ByteBuffer buffer = ByteBuffer.wrap(piece, 0, length);
            channel.read(buffer, end - length);
            for (int i = length - 1; i >= 0; i--) {
                if (piece[i] == '\n') {
                    return end - length + i + 1;
                }
            }
            end -= length;
        }
        return 0;
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
