package org.periapsis.fits.file;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nom.tam.fits.BasicHDU;
import nom.tam.fits.Fits;
import nom.tam.image.compression.hdu.CompressedImageHDU;
import nom.tam.util.ArrayFuncs;
import org.periapsis.fits.header.Keywords;

/**
 * A tile-compressed image (FITS standard 4.0, section 10) some rows of tiles at a time, each tile inflated once. nom-tam either
 * inflates the whole image in memory, or a tile anew for each of its rows; so it is given a file of the wanted tiles alone.
 */
public final class CompressedBands {
    /** Bytes of the file by their place. */
    @FunctionalInterface
    public interface Bytes {
        /** Fills a buffer and flips it. */
        void read(long at, ByteBuffer into) throws IOException;
    }

    /** A row of tiles is in memory as a whole. */
    public static final long MOST_TILE_PIXELS = 4 << 20;

    private static final int CARD = 80;
    private static final int BLOCK = 2880;
    private static final int SEEDS = 10_000;
    private static final long MOST_BYTES = 64 << 20;
    private static final Pattern FORM = Pattern.compile("(\\d*)([LXBIJKAEDCMPQ]).*");
    private static final byte[] PRIMARY = blocks(List.of(card("SIMPLE", "T"), card("BITPIX", 8), card("NAXIS", 0)));

    private final byte[] header;
    private final long dataAt;
    private final long dataBytes;
    private final Bytes bytes;
    private final Keywords keywords;
    private final int rowBytes;
    private final long heap;
    private final long width;
    private final long height;
    private final long tileWidth;
    private final long tileHeight;

    /**
     * @param header blocks of the table that holds the image
     * @param dataAt first byte of the table
     * @param dataBytes of the table with its heap
     * @throws IllegalArgumentException when the tiles cannot be taken so, with the reason
     */
    public CompressedBands(byte[] header, long dataAt, long dataBytes, Bytes bytes) {
        this.header = header.clone();
        this.dataAt = dataAt;
        this.dataBytes = dataBytes;
        this.bytes = bytes;
        this.keywords = HeaderParser.parse(header);
        this.rowBytes = Math.toIntExact(integer("NAXIS1", 0));
        this.heap = integer("THEAP", rowBytes * integer("NAXIS2", 0));
        this.width = Math.max(1, integer("ZNAXIS1", 1));
        this.height = Math.max(1, integer("ZNAXIS2", 1));
        this.tileWidth = Math.max(1, Math.min(width, integer("ZTILE1", width)));
        this.tileHeight = Math.max(1, Math.min(height, integer("ZTILE2", 1)));
        for (int axis = 3; axis <= integer("ZNAXIS", 2); axis++) {
            if (integer("ZTILE" + axis, 1) > 1) {
                throw new IllegalArgumentException("its tiles go through several planes (ZTILE" + axis + ")");
            }
        }
        if (tileHeight * width > MOST_TILE_PIXELS) {
            throw new IllegalArgumentException(
                    "its tiles are of " + tileWidth + " x " + tileHeight + " pixels, too large to be inflated");
        }
    }

    /** Rows of pixels in a tile: bands begin at a multiple of it. */
    public int tileHeight() {
        return (int) tileHeight;
    }

    /**
     * The stored values of some rows of a plane.
     *
     * @param y a multiple of the tiles' height
     * @param rows a multiple of the tiles' height, or what is left of the image
     * @return an array of a primitive type, as nom-tam stores the image's BITPIX
     */
    public Object band(long plane, int y, int rows) throws IOException {
        long across = (width + tileWidth - 1) / tileWidth;
        long down = (height + tileHeight - 1) / tileHeight;
        long first = across * (plane * down + y / tileHeight);
        int count = Math.toIntExact(across * ((rows + tileHeight - 1) / tileHeight));
        ByteBuffer table = ByteBuffer.allocate(Math.multiplyExact(count, rowBytes));
        bytes.read(dataAt + first * rowBytes, table);
        byte[] packed = heap(table, count);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(PRIMARY);
        file.writeBytes(blocks(cards(rows, count, packed.length, first)));
        file.writeBytes(table.array());
        file.writeBytes(packed);
        file.writeBytes(new byte[(BLOCK - (table.capacity() + packed.length) % BLOCK) % BLOCK]);
        try (Fits fits = new Fits(new ByteArrayInputStream(file.toByteArray()))) {
            fits.readHDU();
            BasicHDU<?> hdu = fits.readHDU();
            if (!(hdu instanceof CompressedImageHDU compressed)) {
                throw new IOException("the table is not read as a compressed image");
            }
            return ArrayFuncs.flatten(compressed.asImageHDU().getKernel());
        }
    }

    /** The wanted tiles' bytes one after the other; the rows are told their new places. */
    private byte[] heap(ByteBuffer table, int count) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        for (Variable column : variables()) {
            for (int row = 0; row < count; row++) {
                int at = row * rowBytes + column.at;
                long elements = column.wide ? table.getLong(at) : table.getInt(at);
                long from = column.wide ? table.getLong(at + 8) : table.getInt(at + 4);
                long size = elements * column.bytes;
                if (elements < 0
                        || elements > MOST_BYTES
                        || from < 0
                        || size > dataBytes - heap - from
                        || packed.size() + size > MOST_BYTES) {
                    throw new IOException("a tile lies outside the table's heap");
                }
                ByteBuffer tile = ByteBuffer.allocate((int) size);
                bytes.read(dataAt + heap + from, tile);
                if (column.wide) {
                    table.putLong(at + 8, packed.size());
                } else {
                    table.putInt(at + 4, packed.size());
                }
                packed.writeBytes(tile.array());
            }
        }
        return packed.toByteArray();
    }

    /** A column of arrays in the heap: where its descriptor is in a row, and the size of an element. */
    private record Variable(int at, boolean wide, int bytes) {}

    private List<Variable> variables() throws IOException {
        List<Variable> variables = new ArrayList<>();
        long at = 0;
        for (int n = 1; n <= integer("TFIELDS", 0); n++) {
            String form = keywords.text("TFORM" + n).orElse("").trim();
            Matcher found = FORM.matcher(form);
            if (!found.matches() || at > rowBytes) {
                throw new IOException("TFORM" + n + " = " + form + " is no format");
            }
            long repeat = found.group(1).isEmpty() ? 1 : Long.parseLong(found.group(1));
            char type = found.group(2).charAt(0);
            if ((type == 'P' || type == 'Q') && repeat > 0) {
                int letter = form.indexOf(type) + 1;
                variables.add(
                        new Variable((int) at, type == 'Q', size(letter < form.length() ? form.charAt(letter) : 'B')));
            }
            at += type == 'X' ? (repeat + 7) / 8 : repeat * size(type);
        }
        if (at > rowBytes) {
            throw new IOException("the columns are wider than NAXIS1 = " + rowBytes);
        }
        return variables;
    }

    private static int size(char type) {
        return switch (type) {
            case 'I' -> 2;
            case 'J', 'E' -> 4;
            case 'K', 'D', 'C', 'P' -> 8;
            case 'M', 'Q' -> 16;
            default -> 1;
        };
    }

    /** The header of an image that has the wanted rows alone. */
    private List<String> cards(int rows, int count, int packed, long first) {
        List<String> cards = new ArrayList<>();
        for (int at = 0; at + CARD <= header.length; at += CARD) {
            String text = new String(header, at, CARD, StandardCharsets.ISO_8859_1);
            String word = text.substring(0, 8).trim();
            if (word.equals("END")) {
                break;
            }
            switch (word) {
                case "NAXIS2" -> cards.add(card(word, count));
                case "PCOUNT" -> cards.add(card(word, packed));
                case "ZNAXIS" -> cards.add(card(word, 2));
                case "ZNAXIS2" -> cards.add(card(word, rows));
                // A tile's dithering follows from its number in the whole image.
                case "ZDITHER0" -> cards.add(card(word, (integer(word, 1) - 1 + first) % SEEDS + 1));
                default -> {
                    if (!word.matches(
                            "THEAP|Z?HECKSUM|Z?DATASUM|CHECKSUM|ZNAXIS[3-9]|ZTILE[3-9]|COMMENT|HISTORY|CONTINUE|")) {
                        cards.add(text);
                    }
                }
            }
        }
        return cards;
    }

    private long integer(String key, long otherwise) {
        return keywords.integer(key).orElse(otherwise);
    }

    private static String card(String keyword, Object value) {
        return String.format(Locale.ROOT, "%-8s= %20s", keyword, value);
    }

    private static byte[] blocks(List<String> cards) {
        byte[] blocks = new byte[(cards.size() * CARD + CARD + BLOCK - 1) / BLOCK * BLOCK];
        Arrays.fill(blocks, (byte) ' ');
        for (int i = 0; i <= cards.size(); i++) {
            byte[] text = (i < cards.size() ? cards.get(i) : "END").getBytes(StandardCharsets.ISO_8859_1);
            System.arraycopy(text, 0, blocks, i * CARD, text.length);
        }
        return blocks;
    }
}
