package org.periapsis.session.adapter.process;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.periapsis.events.door.Text;
import org.periapsis.session.domain.run.LogChunk;

/**
 * What a program printed: read in pieces that end between two characters, and when it is over added to, and cut to its beginning and
 * its end. A place in a log is the same before and after it was cut, so that who follows it misses nothing of what is kept.
 */
final class RunLog {
    /** Of a log that is cut: so much of its beginning is kept, whatever is kept in all. */
    static final int HEAD = 1 << 20;

    private static final int LONGEST_NOTE = 4_000;
    /** Stands after the beginning, always as long: it is found by its place, and says how much there was. */
    private static final String LEFT_OUT = "\nperiapsis: %15d bytes are left out here\n";

    private static final int MARK = String.format(Locale.ROOT, LEFT_OUT, 0).length();
    private static final Pattern MARKED = Pattern.compile("\nperiapsis: {1,15}(\\d{1,15}) bytes are left out here\n");
    private static final int LONGEST_LINE = 8 << 10;

    private RunLog() {}

    /** @param offset bytes from the start; negative: that many before the present end */
    static LogChunk read(Path log, long offset, int limit) throws IOException {
        if (!Files.exists(log)) {
            return new LogChunk(0, "", 0);
        }
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            long length = file.length();
            long skipped = skipped(file);
            long wanted = offset < 0
                    ? Math.max(0, length + offset)
                    : offset <= HEAD ? offset : Math.max(HEAD, offset - skipped);
            long from = Math.min(length, wanted);
            // A piece does not go on over the gap: where it ends is one place.
            long end = skipped > 0 && from < HEAD ? HEAD : length;
            byte[] bytes = new byte[(int) Math.min(limit, end - from)];
            file.seek(from);
            file.readFully(bytes);
            int whole = wholeCharacters(bytes);
            long place = from < HEAD ? from : from + skipped;
            return new LogChunk(place, new String(bytes, 0, whole, StandardCharsets.UTF_8), place + whole);
        }
    }

    /** How much further on in the log something was than it is in the file, behind the gap; 0 of a log that was not cut. */
    private static long skipped(RandomAccessFile file) throws IOException {
        if (file.length() < HEAD + MARK) {
            return 0;
        }
        byte[] bytes = new byte[MARK];
        file.seek(HEAD);
        file.readFully(bytes);
        Matcher mark = MARKED.matcher(new String(bytes, StandardCharsets.ISO_8859_1));
        return mark.matches() ? Math.max(0, Long.parseLong(mark.group(1)) - MARK) : 0;
    }

    /**
     * Leaves the beginning and the end of a log that nobody writes to any more. What lies between is not read: also of a file of
     * terabytes that has none of them on disk no more than that is written.
     *
     * @param most bytes to leave, at least {@link LogBounds#LEAST_BYTES}
     */
    static void cut(Path log, long most) throws IOException {
        if (!Files.exists(log) || Files.size(log) <= most) {
            return;
        }
        Path draft = log.resolveSibling(log.getFileName() + ".cut");
        try (RandomAccessFile from = new RandomAccessFile(log.toFile(), "r");
                FileChannel to = FileChannel.open(
                        draft,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            long begin = lineFrom(from, from.length() - (most - HEAD - MARK));
            long out = begin + skipped(from) - HEAD;
            copy(from.getChannel(), 0, HEAD, to);
            ByteBuffer mark = StandardCharsets.US_ASCII.encode(String.format(Locale.ROOT, LEFT_OUT, out));
            while (mark.hasRemaining()) {
                to.write(mark);
            }
            copy(from.getChannel(), begin, from.length() - begin, to);
        } catch (IOException failure) {
            Files.deleteIfExists(draft);
            throw failure;
        }
        Files.move(draft, log, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void copy(FileChannel from, long begin, long count, FileChannel to) throws IOException {
        long done = 0;
        while (done < count) {
            long moved = from.transferTo(begin + done, count - done, to);
            if (moved <= 0) {
                throw new EOFException("The log has become shorter while it was cut");
            }
            done += moved;
        }
    }

    /** The start of the first line from there on; of a long line the next character. */
    private static long lineFrom(RandomAccessFile file, long begin) throws IOException {
        byte[] next = new byte[LONGEST_LINE];
        file.seek(begin);
        file.readFully(next);
        for (int i = 0; i < next.length; i++) {
            if (next[i] == '\n') {
                return begin + i + 1;
            }
        }
        int within = 0;
        while (within < 3 && (next[within] & 0xC0) == 0x80) {
            within++;
        }
        return begin + within;
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
