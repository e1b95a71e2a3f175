package org.periapsis.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Copies what is added to a file. */
final class LogTail implements AutoCloseable {
    private final RandomAccessFile file;
    private final PrintWriter target;
    private final StringBuilder seen = new StringBuilder();

    private int shown;

    LogTail(Path path, PrintWriter target) throws IOException {
        this.file = new RandomAccessFile(path.toFile(), "r");
        this.target = target;
    }

    void copy() throws IOException {
        byte[] fresh = new byte[Math.toIntExact(Math.min(file.length() - file.getFilePointer(), 1 << 20))];
        file.readFully(fresh);
        String text = new String(fresh, StandardCharsets.UTF_8);
        seen.append(text);
        for (int end = seen.indexOf("\n", shown); end >= 0; end = seen.indexOf("\n", shown)) {
            String line = seen.substring(shown, end);
            shown = end + 1;
            // The address and the link are the caller's own to print.
            if (line.startsWith("periapsis:")) {
                target.println(line);
            }
        }
        target.flush();
    }

    boolean saw(String text) {
        return seen.indexOf(text) >= 0;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
