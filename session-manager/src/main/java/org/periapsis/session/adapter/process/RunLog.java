package org.periapsis.session.adapter.process;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.periapsis.events.door.Text;
import org.periapsis.session.domain.run.LogChunk;

/** What a program printed: read in pieces that end between two characters, and added to when it is over. */
final class RunLog {
    private static final int LONGEST_NOTE = 4_000;

    private RunLog() {}

    /** @param offset bytes from the start; negative: that many before the present end */
    static LogChunk read(Path log, long offset, int limit) throws IOException {
        if (!Files.exists(log)) {
            return new LogChunk(0, "", 0);
        }
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            long from = Math.min(file.length(), offset < 0 ? Math.max(0, file.length() + offset) : offset);
            byte[] bytes = new byte[(int) Math.min(limit, file.length() - from)];
            file.seek(from);
            file.readFully(bytes);
            int whole = wholeCharacters(bytes);
            return new LogChunk(from, new String(bytes, 0, whole, StandardCharsets.UTF_8), from + whole);
        }
    }

    /** Adds a line, on one of its own, whatever is in it. */
    static void add(Path log, String line) throws IOException {
        String text = Text.cleaned("periapsis: " + line.replace('\n', ' '), LONGEST_NOTE) + "\n";
        try (SeekableByteChannel file = Files.newByteChannel(
                log, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            boolean begun = file.size() > 0 && file.position(file.size() - 1).read(last) == 1 && last.get(0) != '\n';
            file.position(file.size());
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(begun ? "\n" + text : text);
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
        }
    }

    /** The length without a character that is cut at the end, unless nothing else is there. */
    private static int wholeCharacters(byte[] bytes) {
        int start = bytes.length - 1;
        while (start > 0 && bytes.length - start < 4 && (bytes[start] & 0xC0) == 0x80) {
            start--;
        }
        if (start <= 0 || bytes[start] >= 0) {
            return bytes.length;
        }
        int lead = bytes[start] & 0xFF;
        int length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
        return bytes.length - start < length ? start : bytes.length;
    }
}
