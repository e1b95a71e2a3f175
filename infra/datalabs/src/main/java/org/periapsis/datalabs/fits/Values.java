package org.periapsis.datalabs.fits;

import java.lang.reflect.Array;
import nom.tam.util.ArrayFuncs;

/**
 * Stored FITS values as physical ones: {@code BZERO + BSCALE x stored} (FITS standard 4.0, 4.4.2.5 and 7.3.2), with blank
 * integers as NaN.
 *
 * @param scale BSCALE or TSCALn
 * @param zero BZERO or TZEROn
 * @param blank BLANK or TNULLn, null for none
 */
public record Values(double scale, double zero, Long blank) {

    /** Values that are stored as they are. */
    public static final Values AS_STORED = new Values(1, 0, null);

    /** All numbers of an array of any shape in their stored order; empty when it holds no numbers. */
    public double[] of(Object stored) {
        Object flat = stored != null && stored.getClass().isArray() ? ArrayFuncs.flatten(stored) : null;
        if (flat == null || !flat.getClass().getComponentType().isPrimitive()) {
            return new double[0];
        }
        if (flat instanceof float[] floats) {
            return floats(floats);
        }
        if (flat instanceof double[] doubles) {
            return doubles(doubles);
        }
        return integers(flat);
    }

    private double[] floats(float[] stored) {
        double[] values = new double[stored.length];
        for (int i = 0; i < stored.length; i++) {
            values[i] = zero + scale * stored[i];
        }
        return values;
    }

    private double[] doubles(double[] stored) {
        double[] values = new double[stored.length];
        for (int i = 0; i < stored.length; i++) {
            values[i] = zero + scale * stored[i];
        }
        return values;
    }

    private double[] integers(Object stored) {
        if (stored instanceof boolean[] || stored instanceof char[]) {
            return new double[0];
        }
        boolean bytes = stored instanceof byte[];
        double[] values = new double[Array.getLength(stored)];
        for (int i = 0; i < values.length; i++) {
            long raw = Array.getLong(stored, i);
            // FITS bytes have no sign; Java's have.
            long value = bytes ? raw & 0xFF : raw;
            values[i] = blank != null && blank == value ? Double.NaN : zero + scale * value;
        }
        return values;
    }
}
