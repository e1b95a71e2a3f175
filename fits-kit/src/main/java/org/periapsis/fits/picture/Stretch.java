package org.periapsis.fits.picture;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How values between the limits become brightness, by the formulas and defaults of astropy.visualization. */
public enum Stretch {
    LINEAR {
        @Override
        public double apply(double share) {
            return share;
        }
    },
    SQRT {
        @Override
        public double apply(double share) {
            return Math.sqrt(share);
        }
    },
    LOG {
        @Override
        public double apply(double share) {
            return Math.log(LOG_A * share + 1) / Math.log(LOG_A + 1);
        }
    },
    ASINH {
        @Override
        public double apply(double share) {
            return asinh(share / ASINH_A) / asinh(1 / ASINH_A);
        }
    };

    private static final double LOG_A = 1000;
    private static final double ASINH_A = 0.1;

    /** Brightness from 0 to 1 of a value that lies from 0 to 1 between the limits. */
    public abstract double apply(double share);

    /** By its name in lower case. */
    public static Optional<Stretch> named(String name) {
        return Arrays.stream(values()).filter(s -> s.word().equals(name)).findFirst();
    }

    /** Its name in lower case. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static double asinh(double x) {
        return Math.log(x + Math.sqrt(x * x + 1));
    }
}
