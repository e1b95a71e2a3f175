package org.periapsis.fits.sky;

/** Three-vectors and rotation matrices, as plain arrays. */
final class Vectors {
    private Vectors() {}

    static double dot(double[] a, double[] b) {
        return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    }

    static double[] cross(double[] a, double[] b) {
        return new double[] {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
    }

    static double[] times(double[][] m, double[] v) {
        return new double[] {dot(m[0], v), dot(m[1], v), dot(m[2], v)};
    }

    static double[][] times(double[][] a, double[][] b) {
        double[][] bt = transpose(b);
        double[][] c = new double[3][];
        for (int i = 0; i < 3; i++) {
            c[i] = times(bt, a[i]);
        }
        return c;
    }

    static double[][] transpose(double[][] m) {
        return new double[][] {
            {m[0][0], m[1][0], m[2][0]},
            {m[0][1], m[1][1], m[2][1]},
            {m[0][2], m[1][2], m[2][2]}
        };
    }

    /** Rotates the axes about x. */
    static double[][] aboutX(double radians) {
        double c = Math.cos(radians);
        double s = Math.sin(radians);
        return new double[][] {{1, 0, 0}, {0, c, s}, {0, -s, c}};
    }

    /** Rotates the axes about y. */
    static double[][] aboutY(double radians) {
        double c = Math.cos(radians);
        double s = Math.sin(radians);
        return new double[][] {{c, 0, -s}, {0, 1, 0}, {s, 0, c}};
    }

    /** Rotates the axes about z. */
    static double[][] aboutZ(double radians) {
        double c = Math.cos(radians);
        double s = Math.sin(radians);
        return new double[][] {{c, s, 0}, {-s, c, 0}, {0, 0, 1}};
    }
}
