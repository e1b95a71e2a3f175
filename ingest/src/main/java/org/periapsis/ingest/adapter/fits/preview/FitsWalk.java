package org.periapsis.ingest.adapter.fits.preview;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.periapsis.fits.file.HeaderParser;
import org.periapsis.fits.header.DataUnit;
import org.periapsis.fits.header.Hdu;
import org.periapsis.fits.header.HeaderException;
import org.periapsis.fits.header.Keywords;

/** Walks from header to header of a FITS file and passes over the data. Used once. */
final class FitsWalk {
    static final int BLOCK = 2880;

    private static final int MOST_UNITS = 1_000;
    private static final int MOST_HEADER_BYTES = 4 << 20;

    private final FitsBytes file;
    private final List<FitsOutline.Unit> units = new ArrayList<>();
    private int headerBytes;
    private boolean broken;

    FitsWalk(FitsBytes file) {
        this.file = file;
    }

    /** @return the outline; without units when it is no FITS file */
    FitsOutline outline() throws IOException {
        try {
            while (units.size() < MOST_UNITS) {
                long at = file.position();
                byte[] header = header();
                if (header == null) {
                    return new FitsOutline(units, !broken);
                }
                if (!add(at, header)) {
                    break;
                }
            }
        } catch (NoPreview tooLong) {
            return new FitsOutline(units, false);
        }
        return new FitsOutline(units, false);
    }

    /** @return false when nothing can be said of what follows */
    private boolean add(long at, byte[] header) throws IOException {
        Keywords keywords = HeaderParser.parse(header);
        try {
            DataUnit unit = DataUnit.of(keywords, units.isEmpty());
            units.add(new FitsOutline.Unit(
                    new Hdu(units.size(), unit.kind(), unit.axes(), keywords),
                    HeaderParser.lines(header),
                    at,
                    file.position(),
                    unit.bytes()));
            file.skip(unit.bytes() + (BLOCK - unit.bytes() % BLOCK) % BLOCK);
            return true;
        } catch (HeaderException absurd) {
            return false;
        }
    }

    /** @return the blocks of the next header; null at the end, and before junk, with which nothing is lost */
    private byte[] header() throws IOException {
        ByteArrayOutputStream header = new ByteArrayOutputStream(BLOCK);
        byte[] block = new byte[BLOCK];
        String begin = units.isEmpty() ? "SIMPLE  =" : "XTENSION=";
        while (file.read(block, 0, BLOCK) == BLOCK) {
            if (header.size() == 0 && !text(block, 0, begin.length()).equals(begin)) {
                return null;
            }
            header.write(block, 0, BLOCK);
            headerBytes += BLOCK;
            if (ends(block)) {
                return header.toByteArray();
            }
            if (headerBytes > MOST_HEADER_BYTES) {
                break;
            }
        }
        broken = header.size() > 0;
        return null;
    }

    private static boolean ends(byte[] block) {
        for (int at = 0; at < BLOCK; at += 80) {
            if (text(block, at, 8).equals("END     ")) {
                return true;
            }
        }
        return false;
    }

    private static String text(byte[] block, int at, int length) {
        return new String(block, at, length, StandardCharsets.ISO_8859_1);
    }
}
