package org.periapsis.ingest.adapter.fits;

import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Inflates a gzip stream that is pushed into it (RFC 1952; several members follow each other), and holds each member against its
 * checksum and length. Not thread-safe; to be closed.
 */
final class Gunzip implements AutoCloseable {
    /** Takes what has been inflated. */
    @FunctionalInterface
    interface Output {
        void accept(byte[] bytes, int offset, int length);
    }

    private enum Stage {
        FIXED,
        EXTRA_LENGTH,
        EXTRA,
        NAME,
        COMMENT,
        CRC,
        BODY,
        TRAILER,
        JUNK
    }

    private static final int FLAG_CRC = 2;
    private static final int FLAG_EXTRA = 4;
    private static final int FLAG_NAME = 8;
    private static final int FLAG_COMMENT = 16;
    private static final int TRAILER_BYTES = 8;

    private final Inflater inflater = new Inflater(true);
    private final byte[] out = new byte[1 << 16];
    private final CRC32 checksum = new CRC32();
    private final Output output;
    private final FitsLimits limits;
    private Stage stage = Stage.FIXED;
    private int count;
    private int flags;
    private int extra;
    /** As it comes: checksum and length, the lowest byte first. */
    private long trailer;

    private long total;
    private long taken;
    private boolean oneMemberDone;

    Gunzip(Output output, FitsLimits limits) {
        this.output = output;
        this.limits = limits;
    }

    static boolean isGzip(byte first, byte second) {
        return first == 0x1f && second == (byte) 0x8b;
    }

    void accept(byte[] bytes, int offset, int length) {
        taken += length;
        int at = offset;
        int end = offset + length;
        while (at < end && stage != Stage.JUNK) {
            at = stage == Stage.BODY ? inflate(bytes, at, end) : headerByte(bytes[at] & 0xff, at);
        }
    }

    /** @throws org.periapsis.ingest.domain.RefusedException if the stream stops inside a member */
    void finish() {
        boolean between = stage == Stage.FIXED && count == 0 && oneMemberDone;
        if (!between && stage != Stage.JUNK) {
            throw FitsScanner.truncated("gzip", "the gzip stream ends before its end mark");
        }
    }

    @Override
    public void close() {
        inflater.end();
    }

    private int inflate(byte[] bytes, int at, int end) {
        inflater.setInput(bytes, at, end - at);
        try {
            while (true) {
                int n = inflater.inflate(out);
                total += n;
                if (total > limits.inflatedBytes()) {
                    throw FitsScanner.absurd(
                            "gzip", "the file inflates to more than " + limits.inflatedBytes() + " bytes");
                }
                if (total > limits.freelyInflated() && total / FitsLimits.MOST_RATIO > taken) {
                    throw FitsScanner.absurd(
                            "gzip", "the file inflates to more than " + FitsLimits.MOST_RATIO + " times its size");
                }
                if (n > 0) {
                    checksum.update(out, 0, n);
                    output.accept(out, 0, n);
                }
                if (inflater.finished()) {
                    enter(Stage.TRAILER);
                    return end - inflater.getRemaining();
                }
                if (n == 0) {
                    if (inflater.needsDictionary()) {
                        throw FitsScanner.truncated("gzip", "the gzip stream is damaged");
                    }
                    return end;
                }
            }
        } catch (DataFormatException e) {
            throw FitsScanner.truncated("gzip", "the gzip stream is damaged");
        }
    }

    private int headerByte(int b, int at) {
        count++;
        switch (stage) {
            case FIXED -> fixed(b);
            case EXTRA_LENGTH -> {
                extra |= b << (8 * (count - 1));
                if (count == 2) {
                    enter(extra == 0 ? after(FLAG_EXTRA) : Stage.EXTRA);
                }
            }
            case EXTRA -> {
                if (count == extra) {
                    enter(after(FLAG_EXTRA));
                }
            }
            case NAME -> {
                if (b == 0) {
                    enter(after(FLAG_NAME));
                }
            }
            case COMMENT -> {
                if (b == 0) {
                    enter(after(FLAG_COMMENT));
                }
            }
            case CRC -> {
                if (count == 2) {
                    enter(Stage.BODY);
                }
            }
            case TRAILER -> {
                trailer |= (long) b << (8 * (count - 1));
                if (count == TRAILER_BYTES) {
                    endMember();
                }
            }
            default -> throw new IllegalStateException(stage.name());
        }
        return at + 1;
    }

    /** @throws org.periapsis.ingest.domain.RefusedException if other bytes came out than went in */
    private void endMember() {
        if ((int) trailer != (int) checksum.getValue()) {
            throw FitsScanner.truncated("gzip", "the gzip stream is damaged: its checksum is that of other bytes");
        }
        if ((int) (trailer >>> Integer.SIZE) != (int) inflater.getBytesWritten()) {
            throw FitsScanner.truncated("gzip", "the gzip stream is damaged: its length is that of other bytes");
        }
        oneMemberDone = true;
        trailer = 0;
        checksum.reset();
        inflater.reset();
        enter(Stage.FIXED);
    }

    private void fixed(int b) {
        boolean magic = (count == 1 && b == 0x1f) || (count == 2 && b == 0x8b) || (count == 3 && b == 8) || count > 3;
        if (!magic) {
            if (!oneMemberDone) {
                throw FitsScanner.truncated("gzip", "the gzip header is damaged");
            }
            stage = Stage.JUNK;
        } else if (count == 4) {
            flags = b;
        } else if (count == 10) {
            extra = 0;
            enter((flags & FLAG_EXTRA) != 0 ? Stage.EXTRA_LENGTH : after(FLAG_EXTRA));
        }
    }

    /** The optional fields come in the order extra, name, comment, crc. */
    private Stage after(int flag) {
        if (flag < FLAG_NAME && (flags & FLAG_NAME) != 0) {
            return Stage.NAME;
        }
        if (flag < FLAG_COMMENT && (flags & FLAG_COMMENT) != 0) {
            return Stage.COMMENT;
        }
        return (flags & FLAG_CRC) != 0 ? Stage.CRC : Stage.BODY;
    }

    private void enter(Stage next) {
        stage = next;
        count = 0;
    }
}
