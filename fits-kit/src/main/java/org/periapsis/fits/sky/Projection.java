package org.periapsis.fits.sky;

import java.util.Optional;

/**
 * The map projections of FITS: from the projection plane to native spherical coordinates.
 *
 * <p>Calabretta &amp; Greisen 2002, A&amp;A 395, 1077 (paper II), section 5. Plane coordinates and angles in degrees.
 */
enum Projection {
    TAN(90),
    SIN(90),
    ARC(90),
    STG(90),
    ZEA(90),
    ZPN(90),
    CAR(0),
    CEA(0),
    MER(0),
    SFL(0),
    AIT(0),
    MOL(0);

    /** One native coordinate pair, degrees. */
    record Native(double phi, double theta) {}

    private final double theta0;

    Projection(double theta0) {
        this.theta0 = theta0;
    }

    /** Native latitude of the reference point. */
    double theta0() {
        return theta0;
    }

    /** The native coordinates of a point of the plane; empty where the projection has no sky. */
    Optional<Native> deproject(double x, double y, double[] pv) {
        return (theta0 == 90 ? zenithal(x, y, pv) : cylindrical(x, y, pv))
                .filter(n -> Double.isFinite(n.phi) && Double.isFinite(n.theta) && Math.abs(n.theta) <= 90 + 1e-9);
    }

    private Optional<Native> zenithal(double x, double y, double[] pv) {
        if (this == SIN && (pv[1] != 0 || pv[2] != 0)) {
            return slant(Math.toRadians(x), Math.toRadians(y), pv[1], pv[2]);
        }
        double degrees = Math.hypot(x, y);
        double r = Math.toRadians(degrees);
        double theta =
                switch (this) {
                    case TAN -> Math.toDegrees(Math.atan2(1, r));
                    case SIN -> Math.toDegrees(Math.acos(r));
                    case ARC -> 90 - degrees;
                    case STG -> 90 - 2 * Math.toDegrees(Math.atan(r / 2));
                    case ZEA -> 90 - 2 * Math.toDegrees(Math.asin(r / 2));
                    case ZPN -> 90 - Math.toDegrees(zenithDistance(r, pv));
                    default -> throw new IllegalStateException(name());
                };
        double phi = degrees == 0 ? 0 : Math.toDegrees(Math.atan2(x, -y));
        return Optional.of(new Native(phi, theta));
    }

    /** The slant orthographic, of which NCP is a case: eqs. 43 to 46. */
    private static Optional<Native> slant(double x, double y, double xi, double eta) {
        double a = xi * xi + eta * eta + 1;
        double b = xi * (x - xi) + eta * (y - eta);
        double c = (x - xi) * (x - xi) + (y - eta) * (y - eta) - 1;
        double root = b * b - a * c;
        if (root < 0) {
            return Optional.empty();
        }
        double s = Math.min(1, (-b + Math.sqrt(root)) / a);
        double phi = Math.atan2(x - xi * (1 - s), -(y - eta * (1 - s)));
        return Optional.of(new Native(Math.toDegrees(phi), Math.toDegrees(Math.asin(s))));
    }

    /** Inverts r = Σ PVm zᵐ on its first rising branch by bisection: never leaves it, as Newton's method may. */
    private static double zenithDistance(double r, double[] pv) {
        double step = Math.PI / 512;
        double low = 0;
        double high = step;
        while (polynomial(high, pv) < r) {
            if (high > Math.PI || polynomial(high + step, pv) <= polynomial(high, pv)) {
                return Double.NaN;
            }
            low = high;
            high += step;
        }
        for (int i = 0; i < 60; i++) {
            double middle = (low + high) / 2;
            if (polynomial(middle, pv) < r) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }

    private static double polynomial(double z, double[] pv) {
        double sum = 0;
        for (int m = pv.length - 1; m >= 0; m--) {
            sum = sum * z + pv[m];
        }
        return sum;
    }

    private Optional<Native> cylindrical(double x, double y, double[] pv) {
        double r = Math.toRadians(y);
        return switch (this) {
            case CAR -> Optional.of(new Native(x, y));
            case CEA -> Optional.of(new Native(x, Math.toDegrees(Math.asin(r * (pv[1] == 0 ? 1 : pv[1])))));
            case MER -> Optional.of(new Native(x, 2 * Math.toDegrees(Math.atan(Math.exp(r))) - 90));
            case SFL -> wrapped(x / Math.cos(r), y);
            case AIT -> hammer(Math.toRadians(x) / 4, r);
            case MOL -> mollweide(x, r);
            default -> throw new IllegalStateException(name());
        };
    }

    private static Optional<Native> hammer(double u, double r) {
        double z2 = 1 - u * u - r * r / 4;
        double z = Math.sqrt(z2);
        return z2 < 0.5
                ? Optional.empty()
                : Optional.of(new Native(
                        2 * Math.toDegrees(Math.atan2(2 * u * z, 2 * z2 - 1)), Math.toDegrees(Math.asin(r * z))));
    }

    private static Optional<Native> mollweide(double x, double r) {
        double gamma = Math.asin(r / Math.sqrt(2));
        double theta = Math.asin((2 * gamma + Math.sin(2 * gamma)) / Math.PI);
        return wrapped(Math.PI * x / (2 * Math.sqrt(2) * Math.cos(gamma)), Math.toDegrees(theta));
    }

    private static Optional<Native> wrapped(double phi, double theta) {
        return Math.abs(phi) <= 180 + 1e-9 ? Optional.of(new Native(phi, theta)) : Optional.empty();
    }
}
