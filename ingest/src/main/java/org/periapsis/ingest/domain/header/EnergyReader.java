package org.periapsis.ingest.domain.header;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.periapsis.fits.header.Hdu;
import org.periapsis.fits.header.HeaderException;
import org.periapsis.fits.header.Keywords;
import org.periapsis.ingest.domain.header.Bands.Band;

/** The wavelength range: from a spectral axis, else from the filter, else from a stated wavelength. */
final class EnergyReader {
    private static final double C = 299792458.0;
    private static final double HC_EV = 1.23984198e-6;
    private static final int MOST_AXES = 9;
    private static final List<String> FILTER_KEYS =
            List.of("FILTER", "BAND", "FILTER1", "FILTER2", "FILTER3", "FILTNAM1");

    private EnergyReader() {}

    /** Number of the spectral axis; 0 without one. */
    static int spectralAxis(Keywords k) {
        for (int i = 1; i <= MOST_AXES; i++) {
            String type = type(k, i);
            if (List.of(
                                    "FREQ", "WAVE", "AWAV", "ENER", "WAVN", "VELO", "VRAD", "VOPT", "ZOPT", "BETA",
                                    "FELO", "LAMBDA")
                            .contains(type)
                    || type.startsWith("VELO")
                    || type.startsWith("WAVELEN")) {
                return i;
            }
        }
        return 0;
    }

    /** @param faults told why what a header says of it is no wavelength */
    static Optional<Band> read(Hdu science, List<Keywords> headers, Consumer<String> faults) {
        Optional<Band> axis = headers.stream().findFirst().flatMap(k -> readable(() -> fromAxis(science, k), faults));
        if (axis.isPresent()) {
            return axis;
        }
        for (Keywords k : headers) {
            Optional<Band> band = FILTER_KEYS.stream()
                    .flatMap(key -> k.text(key).stream())
                    .flatMap(name -> Bands.filter(name).stream())
                    .findFirst()
                    .or(() -> k.text("INSTRUME").flatMap(i -> Bands.instrument(i, k.text("CHNLNUM"))
                            .or(() -> Bands.instrument(i, Optional.empty()))))
                    .or(() -> readable(() -> stated(k), faults));
            if (band.isPresent()) {
                return band;
            }
        }
        return Optional.empty();
    }

    private static Optional<Band> readable(Supplier<Optional<Band>> reading, Consumer<String> faults) {
        try {
            return reading.get();
        } catch (HeaderException noNumber) {
            faults.accept(noNumber.getMessage());
            return Optional.empty();
        }
    }

    private static Optional<Band> fromAxis(Hdu science, Keywords k) {
        int axis = spectralAxis(k);
        if (axis == 0 || !k.has("CRVAL" + axis)) {
            return Optional.empty();
        }
        String matrix = "CD" + axis + "_" + axis;
        double step = k.number(k.has(matrix) ? matrix : "CDELT" + axis, 0);
        double value = k.number("CRVAL" + axis, 0);
        double pixel = k.number("CRPIX" + axis, 1);
        OptionalDouble one = metres(k, axis, value + (0.5 - pixel) * step);
        OptionalDouble other = metres(k, axis, value + (science.axis(axis) + 0.5 - pixel) * step);
        if (one.isEmpty() || other.isEmpty()) {
            // A step wider than the value itself, as MAGPIS writes, is a placeholder.
            one = metres(k, axis, value);
            other = one;
        }
        return one.isEmpty() ? Optional.empty() : Optional.of(ordered(one.getAsDouble(), other.getAsDouble()));
    }

    /** Greisen et al. 2006 (paper III), table 3. */
    private static OptionalDouble metres(Keywords k, int axis, double raw) {
        String unit = k.text("CUNIT" + axis).orElse("").toLowerCase(Locale.ROOT);
        String type = type(k, axis);
        double wave =
                switch (type) {
                    case "FREQ" -> C / (raw * hertz(unit));
                    case "ENER" -> HC_EV / (raw * electronVolt(unit));
                    case "WAVN" -> 1 / (raw * (unit.startsWith("cm") || unit.equals("1/cm") ? 100 : 1));
                    case "WAVE", "AWAV", "LAMBDA" -> raw * metre(unit, 1);
                    default -> type.startsWith("WAVELEN") ? raw * metre(unit, 1e-10) : doppler(k, type, raw, unit);
                };
        return Double.isFinite(wave) && wave > 1e-20 && wave < 1e5 ? OptionalDouble.of(wave) : OptionalDouble.empty();
    }

    private static double doppler(Keywords k, String type, double raw, String unit) {
        double rest = rest(k);
        double v = raw * (unit.startsWith("km") ? 1000 : 1);
        return switch (type) {
            case "ZOPT" -> rest * (1 + raw);
            case "VOPT", "FELO" -> rest * (1 + v / C);
            case "VRAD" -> rest / (1 - v / C);
            case "BETA" -> rest * Math.sqrt((1 + raw) / (1 - raw));
            default -> rest * Math.sqrt((1 + v / C) / (1 - v / C));
        };
    }

    /** Metres; NaN when no card says it. */
    private static double rest(Keywords k) {
        OptionalDouble hertz = k.number("RESTFRQ", "RESTFREQ");
        if (hertz.isPresent() && hertz.getAsDouble() > 0) {
            return C / hertz.getAsDouble();
        }
        return k.number(k.has("RESTWAV") || !k.has("RESTFRQ") ? "RESTWAV" : "RESTFRQ", Double.NaN);
    }

    private static Optional<Band> stated(Keywords k) {
        OptionalDouble pivot = k.number("PHOTPLAM");
        if (pivot.isPresent() && pivot.getAsDouble() > 0) {
            // PHOTBW is the bandwidth's standard deviation.
            double half = k.number("PHOTBW", 0) * Math.sqrt(2 * Math.log(2));
            double centre = pivot.getAsDouble();
            return Optional.of(new Band((centre - half) * 1e-10, (centre + half) * 1e-10));
        }
        for (String key : List.of("WAVELNTH", "WAVELENG", "WAVELEN")) {
            OptionalDouble value = k.number(key);
            if (value.isEmpty() || value.getAsDouble() <= 0) {
                continue;
            }
            String unit = k.text("WAVEUNIT")
                    .orElse(k.comment(key))
                    .toLowerCase(Locale.ROOT)
                    .split("[^a-zµ]+", 2)[0];
            double scale = metre(unit, value.getAsDouble() < 1e-3 ? 1 : Double.NaN);
            double metres = value.getAsDouble() * scale;
            if (Double.isFinite(metres)) {
                return Optional.of(new Band(metres, metres));
            }
        }
        k.unreadable("PHOTPLAM", "WAVELNTH", "WAVELENG", "WAVELEN").ifPresent(fault -> {
            throw new HeaderException(HeaderException.Fault.NO_NUMBER, "PHOTPLAM", fault);
        });
        return Optional.empty();
    }

    private static Band ordered(double a, double b) {
        return new Band(Math.min(a, b), Math.max(a, b));
    }

    private static String type(Keywords k, int axis) {
        String type = k.text("CTYPE" + axis).orElse("").toUpperCase(Locale.ROOT);
        int dash = type.indexOf('-');
        return (dash < 0 ? type : type.substring(0, dash)).trim();
    }

    private static double metre(String unit, double otherwise) {
        return switch (unit) {
            case "m" -> 1;
            case "cm" -> 1e-2;
            case "mm" -> 1e-3;
            case "um", "µm", "micron", "microns" -> 1e-6;
            case "nm" -> 1e-9;
            case "angstrom", "angstroms", "a" -> 1e-10;
            default -> otherwise;
        };
    }

    private static double hertz(String unit) {
        return switch (unit) {
            case "khz" -> 1e3;
            case "mhz" -> 1e6;
            case "ghz" -> 1e9;
            case "thz" -> 1e12;
            default -> 1;
        };
    }

    private static double electronVolt(String unit) {
        return switch (unit) {
            case "kev" -> 1e3;
            case "mev" -> 1e6;
            case "gev" -> 1e9;
            case "j" -> 1 / 1.602176634e-19;
            default -> 1;
        };
    }
}
