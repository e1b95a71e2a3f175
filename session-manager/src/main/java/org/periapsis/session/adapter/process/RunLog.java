package org.periapsis.session.adapter.process;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.periapsis.session.domain.run.LogChunk;

/** Reads what a program printed, in pieces that end between two characters. */
final class RunLog {

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
