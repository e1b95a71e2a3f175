package org.periapsis.fits.header;

import java.util.Optional;
import java.util.stream.Stream;
import org.periapsis.fits.sky.PixelToSky;
import org.periapsis.fits.sky.PlateSolution;
import org.periapsis.fits.sky.SkyPoint;

/** Reads the plate solution of Digitized Sky Survey headers that have no CTYPE. */
final class DssHeader {
    private static final int COEFFICIENTS = 13;

    private DssHeader() {}

    /** @throws HeaderException NO_NUMBER when a part of it is no number */
    static Optional<PixelToSky> plate(Keywords k) {
        if (!Stream.of("AMDX1", "AMDY1", "PLTRAH", "XPIXELSZ", "YPIXELSZ").allMatch(k::has)) {
            return Optional.empty();
        }
        double ra = 15 * sexagesimal(k, "PLTRAH", "PLTRAM", "PLTRAS");
        double dec = sexagesimal(k, "PLTDECD", "PLTDECM", "PLTDECS");
        boolean south = k.text("PLTDECSN").orElse("+").startsWith("-");
        if (Math.abs(dec) > 90) {
            return Optional.empty();
        }
        double[][] amd = new double[2][COEFFICIENTS];
        for (int i = 0; i < COEFFICIENTS; i++) {
            amd[0][i] = k.number("AMDX" + (i + 1), 0);
            amd[1][i] = k.number("AMDY" + (i + 1), 0);
        }
        return Optional.of(new PlateSolution(
                new SkyPoint(ra, south ? -dec : dec),
                new double[] {k.number("CNPIX1", 0), k.number("CNPIX2", 0)},
                new double[] {k.number("XPIXELSZ", 0), k.number("YPIXELSZ", 0)},
                new double[] {k.number("PPO3", 0), k.number("PPO6", 0)},
                amd));
    }

    private static double sexagesimal(Keywords k, String whole, String minutes, String seconds) {
        return k.number(whole, 0) + k.number(minutes, 0) / 60 + k.number(seconds, 0) / 3600;
    }
}
