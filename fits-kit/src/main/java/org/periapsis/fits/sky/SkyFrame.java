package org.periapsis.fits.sky;

/**
 * A celestial reference frame, as the rotation that brings its directions to ICRS.
 *
 * <p>FK5 at J2000 is taken for ICRS (they differ by 0.02"). FK4 is brought over without its fictitious proper motions,
 * which come to 0.3" in a century.
 */
public final class SkyFrame {
    public static final SkyFrame ICRS = new SkyFrame("ICRS", Vectors.aboutZ(0), null);

    /** ESA SP-1200, The Hipparcos and Tycho Catalogues, vol. 1, eq. 1.5.11. */
    private static final double[][] ICRS_TO_GALACTIC = {
        {-0.0548755604162154, -0.8734370902348850, -0.4838350155487132},
        {0.4941094278755837, -0.4448296299600112, 0.746982244497219},
        {-0.8676661490190047, -0.1980763734312015, 0.4559837761750669}
    };

    public static final SkyFrame GALACTIC = new SkyFrame("GALACTIC", Vectors.transpose(ICRS_TO_GALACTIC), null);

    /** Pole at l = 47.37°, b = 6.32°; origin at l = 137.37° (de Vaucouleurs et al. 1991, RC3). */
    public static final SkyFrame SUPERGALACTIC = new SkyFrame(
            "SUPERGALACTIC", Vectors.times(GALACTIC.toIcrs, Vectors.transpose(zyz(47.37, 90.0 - 6.32, 90.0))), null);

    /** B1950 FK4 without E-terms to J2000 FK5: Murray 1989, A&A 218, 325, eq. 28. */
    private static final double[][] B1950_TO_J2000 = {
        {0.9999256794956877, -0.0111814832204662, -0.0048590038153592},
        {0.0111814832391717, 0.9999374848933135, -0.0000271625947142},
        {0.0048590037723143, -0.0000271702937440, 0.9999881946023742}
    };

    private final String name;
    private final double[][] toIcrs;
    private final double[] aberration;

    private SkyFrame(String name, double[][] toIcrs, double[] aberration) {
        this.name = name;
        this.toIcrs = toIcrs;
        this.aberration = aberration;
    }

    /** Mean equator and equinox of a Julian year, IAU 1976 precession (Lieske et al. 1977). */
    public static SkyFrame fk5(double equinox) {
        return equinox == 2000.0
                ? new SkyFrame("FK5", ICRS.toIcrs, null)
                : new SkyFrame("FK5", Vectors.transpose(lieske((equinox - 2000.0) / 100.0)), null);
    }

    /** Mean equator and equinox of a Besselian year, with the E-terms of aberration that FK4 positions contain. */
    public static SkyFrame fk4(double equinox) {
        double[][] toB1950 = equinox == 1950.0 ? Vectors.aboutZ(0) : newcomb(equinox);
        return new SkyFrame("FK4", Vectors.times(B1950_TO_J2000, toB1950), eTerms(equinox));
    }

    /** Mean ecliptic and equinox of a Julian year. */
    public static SkyFrame ecliptic(double equinox) {
        double t = (equinox - 2000.0) / 100.0;
        double obliquity = arcsec(84381.448 - 46.8150 * t - 0.00059 * t * t + 0.001813 * t * t * t);
        double[][] toEquator = Vectors.transpose(Vectors.aboutX(obliquity));
        return new SkyFrame("ECLIPTIC", Vectors.times(fk5(equinox).toIcrs, toEquator), null);
    }

    public String name() {
        return name;
    }

    /** The ICRS direction of a direction given in this frame. */
    public SkyPoint toIcrs(SkyPoint here) {
        double[] v = here.vector();
        if (aberration != null) {
            double along = Vectors.dot(v, aberration);
            for (int i = 0; i < 3; i++) {
                v[i] += -aberration[i] + along * v[i];
            }
        }
        return SkyPoint.ofVector(Vectors.times(toIcrs, v));
    }

    private static double[][] zyz(double lonPole, double colatitude, double turn) {
        return Vectors.times(
                Vectors.aboutZ(Math.toRadians(turn)),
                Vectors.times(Vectors.aboutY(Math.toRadians(colatitude)), Vectors.aboutZ(Math.toRadians(lonPole))));
    }

    private static double[][] lieske(double t) {
        double zeta = arcsec(t * (2306.2181 + t * (0.30188 + t * 0.017998)));
        double z = arcsec(t * (2306.2181 + t * (1.09468 + t * 0.018203)));
        double theta = arcsec(t * (2004.3109 - t * (0.42665 + t * 0.041833)));
        return Vectors.times(Vectors.aboutZ(-z), Vectors.times(Vectors.aboutY(theta), Vectors.aboutZ(-zeta)));
    }

    /** Newcomb's precession from an equinox to B1950: Explanatory Supplement (1992), eq. 3.215-1. */
    private static double[][] newcomb(double equinox) {
        double start = (equinox - 1850.0) / 1000.0;
        double t = (1950.0 - equinox) / 1000.0;
        double base = 23035.545 + start * (139.720 + start * 0.060);
        double zeta = arcsec(t * (base + t * (30.240 - 0.27 * start + t * 17.995)));
        double z = arcsec(t * (base + t * (109.480 + 0.39 * start + t * 18.325)));
        double theta =
                arcsec(t * (20051.12 - start * (85.29 + start * 0.37) + t * (-42.65 - 0.37 * start - t * 41.80)));
        return Vectors.times(Vectors.aboutZ(-z), Vectors.times(Vectors.aboutY(theta), Vectors.aboutZ(-zeta)));
    }

    /** Explanatory Supplement to the Astronomical Almanac (1992), 3.531. */
    private static double[] eTerms(double equinox) {
        double t = (equinox - 1950.0) / 100.0;
        double eccentricity = 0.01673011 - 0.00004193 * t - 0.000000126 * t * t;
        double obliquity = Math.toRadians(23.44578787 - 0.01301 * t - 0.0000009 * t * t);
        double perigee = Math.toRadians(282.08053028 + 1.7195 * t);
        double k = eccentricity * Math.toRadians(0.0056932);
        return new double[] {
            k * Math.sin(perigee),
            -k * Math.cos(perigee) * Math.cos(obliquity),
            -k * Math.cos(perigee) * Math.sin(obliquity)
        };
    }

    private static double arcsec(double arcseconds) {
        return Math.toRadians(arcseconds / 3600.0);
    }
}
