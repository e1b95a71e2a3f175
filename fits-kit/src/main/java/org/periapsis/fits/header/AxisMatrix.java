package org.periapsis.fits.header;

import java.util.Locale;

/** The linear transformation in its four historical spellings: CDi_j, PCi_j, PC00i00j and CROTAn. */
final class AxisMatrix {
    private static final int HIGHEST_SIP_ORDER = 9;

    private AxisMatrix() {}

    /** Degrees per pixel; rows and columns are the longitude and the latitude axis. */
    static double[][] read(Keywords k, int lon, int lat) {
        int[] axis = {lon, lat};
        double[][] m = new double[2][2];
        boolean cd = any(k, "CD%d_%d", axis);
        boolean pc = any(k, "PC%d_%d", axis);
        boolean oldPc = any(k, "PC%03d%03d", axis);
        for (int i = 0; i < 2; i++) {
            double scale = toDegrees(k, axis[i]);
            double cdelt = cd ? 1 : k.number("CDELT" + axis[i], 1);
            for (int j = 0; j < 2; j++) {
                double unit = i == j ? 1 : 0;
                m[i][j] = scale
                        * (cd
                                ? k.number(key("CD%d_%d", axis[i], axis[j]), 0)
                                : pc
                                        ? cdelt * k.number(key("PC%d_%d", axis[i], axis[j]), unit)
                                        : oldPc
                                                ? cdelt * k.number(key("PC%03d%03d", axis[i], axis[j]), unit)
                                                : cdelt * unit);
            }
        }
        return cd || pc || oldPc ? m : rotated(m, k.number(k.has("CROTA" + lat) ? "CROTA" + lat : "CROTA" + lon, 0));
    }

    /** How many degrees the unit of an axis is. */
    static double toDegrees(Keywords k, int axis) {
        String unit = k.text("CUNIT" + axis).orElse("deg").toLowerCase(Locale.ROOT);
        return switch (unit) {
            case "arcsec", "arcsecond", "arcseconds" -> 1 / 3600.0;
            case "arcmin", "arcminute", "arcminutes" -> 1 / 60.0;
            case "mas" -> 1 / 3.6e6;
            case "rad", "radian", "radians" -> 180 / Math.PI;
            default -> 1;
        };
    }

    /** The SIP coefficients of one axis, {@code [power of lon pixel][power of lat pixel]}. */
    static double[][] sip(Keywords k, String letter, boolean latFirst) {
        int order = (int) Math.max(0, Math.min(HIGHEST_SIP_ORDER, k.number(letter + "_ORDER", 0)));
        double[][] c = new double[order + 1][order + 1];
        for (int p = 0; p <= order; p++) {
            for (int q = 0; q + p <= order; q++) {
                double value = k.number(letter + "_" + p + "_" + q, 0);
                c[latFirst ? q : p][latFirst ? p : q] = value;
            }
        }
        return c;
    }

    /** Paper II, eq. 188. */
    private static double[][] rotated(double[][] m, double crota) {
        double rho = Math.toRadians(crota);
        double c = Math.cos(rho);
        double s = Math.sin(rho);
        return new double[][] {{m[0][0] * c, -m[1][1] * s}, {m[0][0] * s, m[1][1] * c}};
    }

    private static boolean any(Keywords k, String format, int[] axis) {
        for (int i : axis) {
            for (int j : axis) {
                if (k.has(key(format, i, j))) {
                    return true;
                }
            }
        }
        return false;
    }

    private static String key(String format, int i, int j) {
        return String.format(Locale.ROOT, format, i, j);
    }
}
