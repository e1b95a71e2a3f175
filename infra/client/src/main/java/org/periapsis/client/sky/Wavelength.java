package org.periapsis.client.sky;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A vacuum wavelength as people write it: {@code 500nm}, {@code 21cm}, {@code 1.4GHz}, {@code 2keV}; without a unit in metres. */
public record Wavelength(double metres) {
    /** Speed of light, m/s, and Planck constant times it, eV m: exact by the SI of 2019. */
    private static final double C = 299_792_458;

    private static final double HC = 1.239_841_984_332_002_6e-6;

    private static final Pattern TEXT =
            Pattern.compile("\\s*((?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:[eE][+-]?\\d+)?)\\s*([A-Za-zµμÅ]*)\\s*");

    /** @throws IllegalArgumentException when it is none */
    public static Wavelength parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw bad(text);
        }
        double value = Double.parseDouble(matcher.group(1));
        double metres =
                switch (matcher.group(2)) {
                    case "", "m" -> value;
                    case "cm" -> value / 1e2;
                    case "mm" -> value / 1e3;
                    case "um", "µm", "μm", "micron" -> value / 1e6;
                    case "nm" -> value / 1e9;
                    case "A", "Å", "Angstrom" -> value / 1e10;
                    case "Hz" -> C / value;
                    case "kHz" -> C / (value * 1e3);
                    case "MHz" -> C / (value * 1e6);
                    case "GHz" -> C / (value * 1e9);
                    case "THz" -> C / (value * 1e12);
                    case "eV" -> HC / value;
                    case "keV" -> HC / (value * 1e3);
                    case "MeV" -> HC / (value * 1e6);
                    case "GeV" -> HC / (value * 1e9);
                    case "TeV" -> HC / (value * 1e12);
                    default -> throw bad(text);
                };
        if (!(metres > 0) || Double.isInfinite(metres)) {
            throw bad(text);
        }
        return new Wavelength(metres);
    }

    private static IllegalArgumentException bad(String text) {
        return new IllegalArgumentException(
                "'" + text + "' is no wavelength: write 500nm, 21cm, 1.4GHz or 2keV; without a unit it is metres");
    }
}
