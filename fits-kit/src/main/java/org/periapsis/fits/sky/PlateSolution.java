package org.periapsis.fits.sky;

import java.util.Optional;

/**
 * The plate solution of the Digitized Sky Survey: J2000 directions from a third-order polynomial in plate millimetres
 * (The STScI Digitized Sky Survey, "Image headers: computing coordinates").
 */
public final class PlateSolution implements PixelToSky {
    private final SkyPoint plateCentre;
    private final double[] corner;
    private final double[] pixelSize;
    private final double[] offset;
    private final double[][] amd;

    /**
     * @param plateCentre J2000
     * @param corner CNPIX1, CNPIX2: the scan pixel of this image's first pixel
     * @param pixelSize XPIXELSZ, YPIXELSZ in micrometres
     * @param offset PPO3, PPO6 in micrometres
     * @param amd AMDX1 to 13 and AMDY1 to 13, arcseconds
     */
    public PlateSolution(SkyPoint plateCentre, double[] corner, double[] pixelSize, double[] offset, double[][] amd) {
        this.plateCentre = plateCentre;
        this.corner = corner.clone();
        this.pixelSize = pixelSize.clone();
        this.offset = offset.clone();
        this.amd = new double[][] {amd[0].clone(), amd[1].clone()};
    }

    @Override
    public Optional<SkyPoint> icrs(double px, double py) {
        double x = (offset[0] - pixelSize[0] * (px + corner[0] - 0.5)) / 1000;
        double y = (pixelSize[1] * (py + corner[1] - 0.5) - offset[1]) / 1000;
        double xi = polynomial(amd[0], x, y);
        double eta = polynomial(amd[1], y, x);
        NativeToCelestial rotation = NativeToCelestial.of(plateCentre.lon(), plateCentre.lat(), 90, 180, Double.NaN);
        return Projection.TAN.deproject(xi / 3600, eta / 3600, new double[21]).map(rotation::celestial);
    }

    /** Both axes have the same polynomial, with the two plate coordinates exchanged. */
    private static double polynomial(double[] c, double x, double y) {
        double r2 = x * x + y * y;
        return c[0] * x
                + c[1] * y
                + c[2]
                + c[3] * x * x
                + c[4] * x * y
                + c[5] * y * y
                + c[6] * r2
                + c[7] * x * x * x
                + c[8] * x * x * y
                + c[9] * x * y * y
                + c[10] * y * y * y
                + c[11] * x * r2
                + c[12] * x * r2 * r2;
    }
}
