package org.periapsis.indexer.domain.sky;

import java.util.stream.IntStream;

/**
 * HEALPix in the nested scheme: twelve curvilinear base faces, each split in four again and again; a pixel's number
 * keeps its ancestors' as a prefix, so that a patch of sky is a few ranges of numbers.
 *
 * <p>After K. M. Górski et al. 2005, ApJ 622, 759 (their equations 2-22). Maven Central has no HEALPix library under a
 * licence that may ship with this project, hence these few lines.
 */
public final class Healpix {

    /** The order of the stored positions: pixels of about 0.4 milliarcseconds. */
    public static final int MAX_ORDER = 29;

    private static final double TWO_THIRDS = 2.0 / 3.0;
    /** Ring and column of each base face's southernmost corner, in units of the face (Górski §5). */
    private static final int[] FACE_RING = {2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4};

    private static final int[] FACE_COLUMN = {1, 3, 5, 7, 0, 2, 4, 6, 1, 3, 5, 7};

    private static final double[] MAX_RADIUS = IntStream.rangeClosed(0, MAX_ORDER)
            .mapToDouble(Healpix::farthestCorner)
            .toArray();

    private Healpix() {}

    /** How many pixels the whole sky has at {@code order}. */
    public static long pixelCount(int order) {
        return 12L << (2 * order);
    }

    /**
     * The nested pixel that holds an ICRS position.
     *
     * @param ra degrees, any finite value
     * @param dec degrees, -90 to 90
     */
    public static long pixel(double ra, double dec, int order) {
        if (!(Double.isFinite(ra) && dec >= -90 && dec <= 90)) {
            throw new IllegalArgumentException("not a position on the sky: ra " + ra + ", dec " + dec);
        }
        long nside = 1L << order;
        double quarter = ra / 90 - 4 * Math.floor(ra / 360); // right ascension in quarter turns, [0, 4)
        if (quarter >= 4 || quarter < 0) {
            quarter = 0;
        }
        double lat = Math.toRadians(dec);
        double z = Math.sin(lat);
        return Math.abs(z) <= TWO_THIRDS
                ? equatorial(quarter, z, nside, order)
                : polar(quarter, z, Math.cos(lat), nside, order);
    }

    private static long equatorial(double quarter, double z, long nside, int order) {
        double along = nside * (0.5 + quarter);
        double across = nside * z * 0.75;
        long rising = (long) (along - across); // index of the ascending edge line
        long falling = (long) (along + across);
        long faceRising = rising >> order;
        long faceFalling = falling >> order;
        int face;
        if (faceRising == faceFalling) {
            face = (int) (faceRising & 3) + 4;
        } else if (faceRising < faceFalling) {
            face = (int) (faceRising & 3);
        } else {
            face = (int) (faceFalling & 3) + 8;
        }
        return nested(falling & (nside - 1), nside - (rising & (nside - 1)) - 1, face, order);
    }

    private static long polar(double quarter, double z, double cosLat, long nside, int order) {
        int column = Math.min(3, (int) quarter);
        double within = quarter - column;
        // nside * sqrt(3 (1 - |z|)), written with the cosine because 1 - |z| has no digits left near the pole
        double fromPole = nside * cosLat / Math.sqrt((1 + Math.abs(z)) / 3);
        long rising = Math.min((long) (within * fromPole), nside - 1);
        long falling = Math.min((long) ((1 - within) * fromPole), nside - 1);
        return z >= 0
                ? nested(nside - falling - 1, nside - rising - 1, column, order)
                : nested(rising, falling, column + 8, order);
    }

    private static long nested(long x, long y, int face, int order) {
        return ((long) face << (2 * order)) | spread(x) | (spread(y) << 1);
    }

    /** The centre of a nested pixel. */
    public static UnitVector centre(int order, long pixel) {
        long nside = 1L << order;
        int face = (int) (pixel >> (2 * order));
        long inFace = pixel & ((1L << (2 * order)) - 1);
        double x = (gather(inFace) + 0.5) / nside;
        double y = (gather(inFace >> 1) + 0.5) / nside;
        double ring = FACE_RING[face] - x - y; // 0 at the north pole, 4 at the south pole
        double row; // fraction of the quarter that this ring spans
        double z;
        double cosLat;
        if (ring < 1 || ring > 3) {
            row = ring < 1 ? ring : 4 - ring;
            double below = row * row / 3;
            z = ring < 1 ? 1 - below : below - 1;
            cosLat = Math.sqrt(below * (2 - below));
        } else {
            row = 1;
            z = (2 - ring) * TWO_THIRDS;
            cosLat = Math.sqrt((1 - z) * (1 + z));
        }
        double lon = Math.PI / 4 * (FACE_COLUMN[face] * row + x - y) / row;
        return new UnitVector(cosLat * Math.cos(lon), cosLat * Math.sin(lon), z);
    }

    /** No point of any pixel of this order is farther from the pixel's centre; radians. */
    public static double maxRadius(int order) {
        return MAX_RADIUS[order];
    }

    private static double farthestCorner(int order) {
        // The longest reach is that of a pixel centred where the polar cap begins (z = 2/3), beside a meridian between
        // faces, to its corner towards the pole.
        double nside = 1L << order;
        double lon = Math.PI / (4 * nside);
        double rim = Math.sqrt(1 - TWO_THIRDS * TWO_THIRDS);
        UnitVector centre = new UnitVector(rim * Math.cos(lon), rim * Math.sin(lon), TWO_THIRDS);
        double below = (1 - 1 / nside) * (1 - 1 / nside) / 3;
        UnitVector corner = new UnitVector(Math.sqrt(below * (2 - below)), 0, 1 - below);
        return corner.distance(centre);
    }

    /** Spreads the low 32 bits to the even bit positions (Morton code). */
    private static long spread(long v) {
        long r = v & 0xFFFFFFFFL;
        r = (r | (r << 16)) & 0x0000FFFF0000FFFFL;
        r = (r | (r << 8)) & 0x00FF00FF00FF00FFL;
        r = (r | (r << 4)) & 0x0F0F0F0F0F0F0F0FL;
        r = (r | (r << 2)) & 0x3333333333333333L;
        return (r | (r << 1)) & 0x5555555555555555L;
    }

    private static long gather(long v) {
        long r = v & 0x5555555555555555L;
        r = (r | (r >>> 1)) & 0x3333333333333333L;
        r = (r | (r >>> 2)) & 0x0F0F0F0F0F0F0F0FL;
        r = (r | (r >>> 4)) & 0x00FF00FF00FF00FFL;
        r = (r | (r >>> 8)) & 0x0000FFFF0000FFFFL;
        return (r | (r >>> 16)) & 0x00000000FFFFFFFFL;
    }
}
