package org.periapsis.datalabs.viewer.file;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.periapsis.fits.file.HeaderParser;
import org.periapsis.fits.header.DataUnit;
import org.periapsis.fits.header.HeaderException;
import org.periapsis.fits.header.Keywords;

/** Finds the header-data units of a file by its headers alone. Takes the memory of one header, which is bounded. */
final class UnitScan {
    static final int BLOCK = 2880;

    private static final int CARD = 80;
    private static final int MOST_HEADER_BYTES = 4 << 20;
    private static final int MOST_UNITS = 4096;
    private static final String ANOTHER = "Choose another file of the selection";

    private final FileChannel file;
    private final long size;
    private final List<Unit> units = new ArrayList<>();

    private UnitScan(FileChannel file) throws IOException {
        this.file = file;
        this.size = file.size();
    }

    /** @throws UnreadableException when there is not even one whole header */
    static List<Unit> of(FileChannel file) throws IOException {
        UnitScan scan = new UnitScan(file);
        long at = 0;
        while (at >= 0 && at < scan.size) {
            at = scan.unit(at);
        }
        if (scan.units.isEmpty()) {
            throw new UnreadableException("SIMPLE", "The file is empty", ANOTHER);
        }
        return List.copyOf(scan.units);
    }

    /** Reads the unit at a byte; returns where the next begins, or -1 when none can follow. */
    private long unit(long at) throws IOException {
        String start = new String(block(at), StandardCharsets.ISO_8859_1);
        boolean first = units.isEmpty();
        if (first && !start.startsWith("SIMPLE  =")) {
            throw new UnreadableException("SIMPLE", "The file does not begin with a FITS header", ANOTHER);
        }
        if (!first && !start.startsWith("XTENSION")) {
            // Junk after the last unit loses nothing.
            return -1;
        }
        if (units.size() == MOST_UNITS) {
            return damaged(
                    at, "There are more than " + MOST_UNITS + " extensions; this one and those after it are left out");
        }
        byte[] header = header(at);
        if (header.length == 0) {
            String problem = "The header of extension " + units.size() + " has no END within the file";
            if (first) {
                throw new UnreadableException("END", problem, ANOTHER);
            }
            return damaged(at, problem);
        }
        return unit(at, header);
    }

    private long unit(long at, byte[] header) {
        Keywords k = HeaderParser.parse(header);
        String name = k.text("EXTNAME").orElse("");
        int number = units.size();
        DataUnit data;
        try {
            data = DataUnit.of(k, number == 0);
        } catch (HeaderException absurd) {
            units.add(new Unit(number, name, Unit.Kind.OTHER, List.of(), at, header.length, 0, absurd.getMessage()));
            return -1;
        }
        long room = size - at - header.length;
        boolean whole = data.bytes() <= room;
        String problem = whole
                ? ""
                : "The file is truncated: the header declares " + data.bytes()
                        + " bytes of data, of which the file holds " + Math.max(0, room);
        units.add(new Unit(number, name, kind(data, k), data.axes(), at, header.length, data.bytes(), problem));
        return whole ? at + header.length + (data.bytes() + BLOCK - 1) / BLOCK * BLOCK : -1;
    }

    /** The last unit that is listed: what there is of its header, and what is wrong. */
    private long damaged(long at, String problem) {
        int bytes = (int) Math.min(size - at, MOST_HEADER_BYTES);
        units.add(new Unit(units.size(), "", Unit.Kind.OTHER, List.of(), at, bytes, 0, problem));
        return -1;
    }

    private static Unit.Kind kind(DataUnit data, Keywords k) {
        boolean pixels = !data.axes().isEmpty() && data.axes().stream().allMatch(n -> n > 0);
        return switch (data.kind()) {
            case IMAGE -> !pixels ? Unit.Kind.EMPTY : k.isTrue("ZIMAGE") ? Unit.Kind.COMPRESSED_IMAGE : Unit.Kind.IMAGE;
            case TABLE ->
                k.text("XTENSION").filter("TABLE"::equals).isPresent() ? Unit.Kind.ASCII_TABLE : Unit.Kind.TABLE;
            case OTHER -> Unit.Kind.OTHER;
        };
    }

    /** The blocks up to the one with the END card; empty when there is none. */
    private byte[] header(long at) throws IOException {
        ByteArrayOutputStream header = new ByteArrayOutputStream(2 * BLOCK);
        while (header.size() < MOST_HEADER_BYTES && at + header.size() < size) {
            byte[] block = block(at + header.size());
            header.write(block);
            for (int card = 0; card < BLOCK; card += CARD) {
                if (new String(block, card, 8, StandardCharsets.ISO_8859_1).equals("END     ")) {
                    return header.toByteArray();
                }
            }
        }
        return new byte[0];
    }

    private byte[] block(long at) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(BLOCK);
        int read = 0;
        while (block.hasRemaining() && read >= 0) {
            read = file.read(block, at + block.position());
        }
        // The rest of a last block that is cut off stays zero, which is no card.
        return block.array();
    }
}
