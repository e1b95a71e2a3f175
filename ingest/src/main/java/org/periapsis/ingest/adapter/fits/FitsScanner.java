package org.periapsis.ingest.adapter.fits;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.periapsis.fits.file.HeaderParser;
import org.periapsis.fits.header.DataUnit;
import org.periapsis.fits.header.Hdu;
import org.periapsis.fits.header.HeaderException;
import org.periapsis.fits.header.Keywords;
import org.periapsis.ingest.domain.Refusal;
import org.periapsis.ingest.domain.RefusedException;

/**
 * Walks the header-data units of a FITS file while its bytes pass: headers are kept, data are counted. The memory it
 * takes is that of the headers, whatever the size of the file. Not thread-safe.
 */
final class FitsScanner {
    private static final int BLOCK = 2880;
    private static final int CARD = 80;

    private final FitsLimits limits;
    private final List<Hdu> hdus = new ArrayList<>();
    private final byte[] block = new byte[BLOCK];
    private final ByteArrayOutputStream header = new ByteArrayOutputStream(BLOCK);
    private int filled;
    private long headerTotal;
    private long dataLeft;
    private long paddingLeft;
    private boolean trailing;

    FitsScanner(FitsLimits limits) {
        this.limits = limits;
    }

    /** @throws RefusedException as soon as the bytes cannot become a FITS file */
    void accept(byte[] bytes, int offset, int length) {
        int at = offset;
        int end = offset + length;
        while (at < end && !trailing) {
            if (dataLeft > 0 || paddingLeft > 0) {
                at += skip(end - at);
            } else {
                int n = Math.min(BLOCK - filled, end - at);
                System.arraycopy(bytes, at, block, filled, n);
                filled += n;
                at += n;
                if (filled == BLOCK) {
                    filled = 0;
                    headerBlock();
                }
            }
        }
    }

    private int skip(int available) {
        int n = (int) Math.min(available, dataLeft > 0 ? dataLeft : paddingLeft);
        if (dataLeft > 0) {
            dataLeft -= n;
        } else {
            paddingLeft -= n;
        }
        return n;
    }

    /** @throws RefusedException if the file stops before its last data unit does */
    List<Hdu> finish() {
        if (hdus.isEmpty()) {
            if (header.size() == 0) {
                refuseStart(filled);
            }
            throw truncated("END", "the file ends inside its first header");
        }
        Hdu last = hdus.get(hdus.size() - 1);
        if (dataLeft > 0) {
            throw truncated(
                    "NAXIS" + last.axes().size(),
                    dataLeft + " bytes of the data of HDU " + last.index() + " are missing");
        }
        if (header.size() > 0 || (filled > 0 && startsWith("XTENSION"))) {
            throw truncated("END", "the file ends inside the header of HDU " + hdus.size());
        }
        // A last block that is not filled up, or junk after the last unit, loses nothing.
        return List.copyOf(hdus);
    }

    private void headerBlock() {
        if (header.size() == 0) {
            if (hdus.isEmpty()) {
                refuseStart(BLOCK);
            } else if (!startsWith("XTENSION")) {
                trailing = true;
                return;
            } else if (hdus.size() >= limits.hdus()) {
                throw absurd("XTENSION", "there are more than " + limits.hdus() + " header-data units");
            }
        }
        header.write(block, 0, BLOCK);
        headerTotal += BLOCK;
        if (header.size() > limits.headerBytes() || headerTotal > limits.allHeaderBytes()) {
            throw absurd("END", "the header of HDU " + hdus.size() + " has no END within the allowed length");
        }
        if (hasEnd()) {
            begin(HeaderParser.parse(header.toByteArray()));
            header.reset();
        }
    }

    private void begin(Keywords keywords) {
        DataUnit unit = unit(keywords);
        dataLeft = unit.bytes();
        paddingLeft = (BLOCK - unit.bytes() % BLOCK) % BLOCK;
        hdus.add(new Hdu(hdus.size(), unit.kind(), unit.axes(), keywords));
    }

    private DataUnit unit(Keywords keywords) {
        try {
            return DataUnit.of(keywords, hdus.isEmpty());
        } catch (HeaderException e) {
            throw absurd(e.keyword(), e.getMessage());
        }
    }

    private void refuseStart(int available) {
        String simple = "SIMPLE  =";
        int n = Math.min(simple.length(), available);
        String start = new String(block, 0, n, StandardCharsets.ISO_8859_1);
        if (n == 0 || !start.equals(simple.substring(0, n))) {
            throw new RefusedException(new Refusal(
                    Refusal.Reason.NOT_FITS,
                    "SIMPLE",
                    n == 0 ? "the file is empty" : "the file does not begin with a FITS header",
                    "send a FITS file, plain or gzip"));
        }
    }

    private boolean startsWith(String keyword) {
        return new String(block, 0, keyword.length(), StandardCharsets.ISO_8859_1).equals(keyword);
    }

    private boolean hasEnd() {
        for (int at = 0; at < BLOCK; at += CARD) {
            if (block[at] == 'E' && block[at + 1] == 'N' && block[at + 2] == 'D' && blank(at + 3)) {
                return true;
            }
        }
        return false;
    }

    private boolean blank(int from) {
        for (int i = from; i < from + 5; i++) {
            if (block[i] != ' ') {
                return false;
            }
        }
        return true;
    }

    static RefusedException truncated(String field, String detail) {
        return new RefusedException(new Refusal(
                Refusal.Reason.TRUNCATED, field, detail, "send the whole file again, with its sha256 to be sure"));
    }

    static RefusedException absurd(String field, String detail) {
        return new RefusedException(new Refusal(
                Refusal.Reason.ABSURD_HEADER, field, detail, "correct the keyword and send the file again"));
    }
}
