package org.periapsis.datalabs.viewer.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import org.periapsis.datalabs.viewer.file.Spool;
import org.periapsis.datalabs.viewer.file.StoredFile;

/**
 * The smaller copies of one plane, each half as wide and high as the one before, in a scratch file: one pass over the rows
 * makes all of them, and two rows of each are in memory. A pixel is the mean of the finite ones that it stands for. One
 * thread builds, any may read.
 */
final class Pyramid implements AutoCloseable {
    /** Side of a tile; the smallest copy fits in one. */
    static final int TILE = 256;

    private static final int PIECE_BYTES = 1 << 20;

    private final Raster raster;
    private final int plane;
    private final List<Level> levels = new ArrayList<>();
    private final FileChannel file;
    private final Moments moments = new Moments();
    private volatile int rowsDone;
    private volatile boolean closed;

    /** One smaller copy; the first is half the size of the image. */
    private static final class Level {
        private final int width;
        private final int height;
        private final long at;
        private final float[] pending;
        private final float[] half;
        private boolean waiting;
        private volatile int written;

        Level(int width, int height, long at, int above) {
            this.width = width;
            this.height = height;
            this.at = at;
            this.pending = new float[above];
            this.half = new float[width];
        }
    }

    Pyramid(Raster raster, int plane, Spool spool) throws IOException {
        this.raster = raster;
        this.plane = plane;
        int width = raster.width();
        int height = raster.height();
        long at = 0;
        while (Math.max(width, height) > TILE) {
            int above = width;
            width = width / 2 + width % 2;
            height = height / 2 + height % 2;
            levels.add(new Level(width, height, at, above));
            at += (long) width * height * Float.BYTES;
        }
        this.file = at == 0 ? null : spool.file(at, "The smaller copies of the image");
    }

    /** Makes all copies; returns early when the pyramid is closed meanwhile. */
    void build() throws IOException {
        int width = raster.width();
        int rowBytes = width * raster.format().bytes();
        int rows = Math.max(1, Math.min(raster.height(), PIECE_BYTES / rowBytes));
        ByteBuffer through = ByteBuffer.allocate(rows * rowBytes);
        float[] piece = new float[rows * width];
        ByteBuffer out = ByteBuffer.allocate(Math.max(1, width) * Float.BYTES);
        for (int y = 0; y < raster.height() && !closed; y += rows) {
            int n = Math.min(rows, raster.height() - y);
            raster.rows(plane, y, n, through, piece);
            moments.add(piece, n * width);
            for (int row = 0; row < n && !levels.isEmpty(); row++) {
                accept(0, piece, row * width, out);
            }
            rowsDone = y + n;
        }
        for (int i = 0; i < levels.size() && !closed; i++) {
            if (levels.get(i).waiting) {
                emit(i, null, 0, out);
            }
        }
    }

    private void accept(int index, float[] row, int from, ByteBuffer out) throws IOException {
        Level level = levels.get(index);
        if (level.waiting) {
            emit(index, row, from, out);
        } else {
            System.arraycopy(row, from, level.pending, 0, level.pending.length);
            level.waiting = true;
        }
    }

    /** Joins the row that waits with the next, or with none when it is the last of an odd number. */
    private void emit(int index, float[] row, int from, ByteBuffer out) throws IOException {
        Level level = levels.get(index);
        int above = level.pending.length;
        out.clear();
        for (int x = 0; x < level.width; x++) {
            float sum = 0;
            int n = 0;
            for (int i = 2 * x; i < Math.min(above, 2 * x + 2); i++) {
                float first = level.pending[i];
                float second = row == null ? Float.NaN : row[from + i];
                if (Float.isFinite(first)) {
                    sum += first;
                    n++;
                }
                if (Float.isFinite(second)) {
                    sum += second;
                    n++;
                }
            }
            level.half[x] = n == 0 ? Float.NaN : sum / n;
            out.putFloat(level.half[x]);
        }
        level.waiting = false;
        out.flip();
        int done = level.written;
        long place = level.at + (long) done * level.width * Float.BYTES;
        while (out.hasRemaining()) {
            place += file.write(out, place);
        }
        level.written = done + 1;
        if (index + 1 < levels.size()) {
            accept(index + 1, level.half, 0, out);
        }
    }

    int levels() {
        return levels.size();
    }

    int width(int level) {
        return level == 0 ? raster.width() : levels.get(level - 1).width;
    }

    int height(int level) {
        return level == 0 ? raster.height() : levels.get(level - 1).height;
    }

    /** Share of the rows that the copies have been made from. */
    double progress() {
        return (double) rowsDone / raster.height();
    }

    /** Of all finite pixels, when the build is done. */
    Moments moments() {
        return moments;
    }

    /** Whether so many rows from the bottom of a copy are there. */
    boolean has(int level, int rows) {
        return level == 0 || levels.get(level - 1).written >= rows;
    }

    /** Reads a rectangle of a copy, row by row. */
    void read(int level, int x, int y, int width, int height, float[] into) throws IOException {
        for (int row = 0; row < height; row++) {
            if (level == 0) {
                raster.pixels(plane, x, y + row, width, into, row * width);
            } else {
                Level copy = levels.get(level - 1);
                ByteBuffer bytes = ByteBuffer.allocate(width * Float.BYTES);
                StoredFile.read(file, copy.at + ((long) (y + row) * copy.width + x) * Float.BYTES, bytes);
                bytes.asFloatBuffer().get(into, row * width, width);
            }
        }
    }

    /** As {@link #read}, from single pixels of the image instead of means: for before the copy is there. */
    void readRoughly(int level, int x, int y, int width, int height, float[] into) throws IOException {
        int step = 1 << level;
        int left = x << level;
        int span = (int) Math.min(raster.width() - (long) left, (long) width << level);
        float[] row = new float[span];
        for (int r = 0; r < height; r++) {
            int from = (int) Math.min(raster.height() - 1L, ((long) (y + r) << level) + step / 2);
            raster.pixels(plane, left, from, span, row, 0);
            for (int c = 0; c < width; c++) {
                into[r * width + c] = row[Math.min(span - 1, c * step + step / 2)];
            }
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        if (file != null) {
            file.close();
        }
    }
}
