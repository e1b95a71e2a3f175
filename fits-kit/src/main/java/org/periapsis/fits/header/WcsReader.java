package org.periapsis.fits.header;

import java.util.Optional;
import org.periapsis.fits.sky.CelestialWcs;
import org.periapsis.fits.sky.PixelPlane;
import org.periapsis.fits.sky.PixelToSky;
import org.periapsis.fits.sky.PlaneToSphere;
import org.periapsis.fits.sky.SkyImage;
import org.periapsis.fits.sky.SkyPoint;

/** Finds the celestial coordinate system of an image in its header. */
public final class WcsReader {
    private static final double PLATE_PIXELS = 2;

    private WcsReader() {}

    /**
     * The image's pixels on the sky; empty if the header places it nowhere.
     *
     * @throws HeaderException NOT_CELESTIAL, UNSUPPORTED_WCS or NO_NUMBER if the header has a coordinate system that leads to
     *     no ICRS direction
     */
    public static Optional<SkyImage> read(Hdu hdu) {
        if (!hdu.hasPixels()) {
            return Optional.empty();
        }
        Keywords k = hdu.keywords();
        CelestialAxes axes = CelestialAxes.find(k).orElse(null);
        if (axes == null) {
            return DssHeader.plate(k).flatMap(p -> image(hdu, p, 1, 2));
        }
        if (!axes.celestial()) {
            throw new HeaderException(
                    HeaderException.Fault.NOT_CELESTIAL,
                    "CTYPE" + axes.lon(),
                    axes.type(k) + " is not a direction on the celestial sphere");
        }
        try {
            int first = Math.min(axes.lon(), axes.lat());
            int second = Math.max(axes.lon(), axes.lat());
            PixelToSky wcs = wcs(k, axes);
            Optional<PixelToSky> plate = first == 1 && second == 2
                    ? plateBeside(k).filter(p -> agree(p, wcs, hdu.axis(1) / 2.0, hdu.axis(2) / 2.0))
                    : Optional.empty();
            return image(hdu, plate.orElse(wcs), first, second);
        } catch (IllegalArgumentException e) {
            throw new HeaderException(HeaderException.Fault.UNSUPPORTED_WCS, "CTYPE" + axes.lon(), e.getMessage());
        }
    }

    /** Whether the sky lies in the plane of the first two axes, the one that is seen as a picture. */
    public static boolean inFirstPlane(Keywords k) {
        return CelestialAxes.find(k)
                .map(axes -> Math.max(axes.lon(), axes.lat()) == 2)
                .orElse(true);
    }

    /**
     * Whether a plate solution belongs to the pixels as they are now: then CTYPE and the rest approximate it, and it is the
     * finer one, as wcslib takes it. Of a resampled image it is left over from before.
     */
    private static boolean agree(PixelToSky plate, PixelToSky wcs, double x, double y) {
        Optional<SkyPoint> here = wcs.icrs(x, y);
        Optional<SkyPoint> beside = wcs.icrs(x + 1, y);
        Optional<SkyPoint> there = plate.icrs(x, y);
        return here.isPresent()
                && beside.isPresent()
                && there.isPresent()
                && there.get().distance(here.get())
                        < PLATE_PIXELS * beside.get().distance(here.get());
    }

    /** One that cannot be read places nothing; CTYPE and the rest do. */
    private static Optional<PixelToSky> plateBeside(Keywords k) {
        try {
            return DssHeader.plate(k);
        } catch (HeaderException noNumber) {
            return Optional.empty();
        }
    }

    private static Optional<SkyImage> image(Hdu hdu, PixelToSky wcs, int first, int second) {
        SkyImage image = new SkyImage(wcs, hdu.axis(first), hdu.axis(second));
        return Optional.of(image);
    }

    private static CelestialWcs wcs(Keywords k, CelestialAxes axes) {
        int lat = axes.lat();
        double[] pv = new double[21];
        for (int m = 0; m <= 20; m++) {
            pv[m] = k.number(k.has("PV" + lat + "_" + m) ? "PV" + lat + "_" + m : "PROJP" + m, 0);
        }
        double toDegrees = AxisMatrix.toDegrees(k, axes.lon());
        PlaneToSphere.Reference ref = new PlaneToSphere.Reference(
                k.number("CRVAL" + axes.lon(), 0) * toDegrees,
                k.number("CRVAL" + lat, 0) * AxisMatrix.toDegrees(k, lat),
                k.number("LONPOLE", Double.NaN),
                k.number("LATPOLE", Double.NaN));
        if (Math.abs(ref.lat()) > 90) {
            throw new HeaderException(
                    HeaderException.Fault.UNSUPPORTED_WCS,
                    "CRVAL" + lat,
                    "CRVAL" + lat + " = " + ref.lat() + " is no latitude");
        }
        PlaneToSphere sphere = PlaneToSphere.of(axes.projection(), ref, pv)
                .orElseThrow(() ->
                        new IllegalArgumentException("the projection " + axes.projection() + " is not supported"));
        double[] crpix = {k.number("CRPIX" + axes.lon(), 0), k.number("CRPIX" + lat, 0)};
        double[][] matrix = AxisMatrix.read(k, axes.lon(), lat);
        boolean sip = axes.type(k).endsWith("-SIP");
        boolean latFirst = lat < axes.lon();
        PixelPlane plane = new PixelPlane(
                crpix,
                matrix,
                sip ? AxisMatrix.sip(k, latFirst ? "B" : "A", latFirst) : new double[0][0],
                sip ? AxisMatrix.sip(k, latFirst ? "A" : "B", latFirst) : new double[0][0]);
        return new CelestialWcs(plane, sphere, FrameReader.read(k, axes.system()), latFirst);
    }
}
