package org.periapsis.fits.sky;

/**
 * The linear step of a WCS, from pixels to degrees in the projection plane, with the SIP polynomials before it where the
 * header has them (Shupe et al. 2005, ASP Conf. 347, 491).
 */
public final class PixelPlane {
    private final double[] crpix;
    private final double[][] matrix;
    private final double[][] sipA;
    private final double[][] sipB;

    /**
     * @param crpix reference pixel of the longitude and the latitude axis
     * @param matrix degrees per pixel, rows longitude and latitude
     * @param sipA coefficients A_p_q, empty without distortion
     * @param sipB coefficients B_p_q
     * @throws IllegalArgumentException if the matrix is singular
     */
    public PixelPlane(double[] crpix, double[][] matrix, double[][] sipA, double[][] sipB) {
        double det = matrix[0][0] * matrix[1][1] - matrix[0][1] * matrix[1][0];
        if (!(Math.abs(det) > 0) || !Double.isFinite(det)) {
            throw new IllegalArgumentException("the pixel matrix is singular");
        }
        this.crpix = crpix;
        this.matrix = matrix;
        this.sipA = sipA;
        this.sipB = sipB;
    }

    double[] plane(double x, double y) {
        double u = x - crpix[0];
        double v = y - crpix[1];
        double du = polynomial(sipA, u, v);
        double dv = polynomial(sipB, u, v);
        u += du;
        v += dv;
        return new double[] {matrix[0][0] * u + matrix[0][1] * v, matrix[1][0] * u + matrix[1][1] * v};
    }

    private static double polynomial(double[][] c, double u, double v) {
        double sum = 0;
        for (int p = c.length - 1; p >= 0; p--) {
            double row = 0;
            for (int q = c[p].length - 1; q >= 0; q--) {
                row = row * v + c[p][q];
            }
            sum = sum * u + row;
        }
        return sum;
    }
}
