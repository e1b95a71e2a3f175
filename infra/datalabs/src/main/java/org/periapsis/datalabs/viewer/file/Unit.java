package org.periapsis.datalabs.viewer.file;

import java.util.List;

/**
 * One header-data unit of a file.
 *
 * @param number from 0
 * @param name EXTNAME; empty without one
 * @param axes NAXISn of the image, also of one that is stored compressed in a table
 * @param headerAt first byte of the header
 * @param headerBytes its length with the padding
 * @param dataBytes length of the data without the padding
 * @param problem why the data cannot be shown; empty when they can
 */
public record Unit(
        int number,
        String name,
        Kind kind,
        List<Long> axes,
        long headerAt,
        int headerBytes,
        long dataBytes,
        String problem) {

    /** What the data are. */
    public enum Kind {
        IMAGE,
        COMPRESSED_IMAGE,
        TABLE,
        ASCII_TABLE,
        EMPTY,
        OTHER
    }

    public Unit {
        axes = List.copyOf(axes);
    }

    /** First byte of the data. */
    public long dataAt() {
        return headerAt + headerBytes;
    }

    /** An image, stored plainly or compressed. */
    public boolean isImage() {
        return kind == Kind.IMAGE || kind == Kind.COMPRESSED_IMAGE;
    }

    public boolean isTable() {
        return kind == Kind.TABLE || kind == Kind.ASCII_TABLE;
    }

    /** Length of an axis counted from 1; 1 for one that the data do not have. */
    public long axis(int n) {
        return n <= axes.size() ? axes.get(n - 1) : 1;
    }

    /** @throws UnreadableException when the data cannot be shown */
    public void check() throws UnreadableException {
        if (!problem.isEmpty()) {
            throw new UnreadableException("unit " + number, problem, "Look at the header, or choose another extension");
        }
    }
}
