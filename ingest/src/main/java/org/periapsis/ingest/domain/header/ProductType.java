package org.periapsis.ingest.domain.header;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.periapsis.fits.header.Hdu;

/** Which of ObsCore's dataproduct_type a set of HDUs is (ObsCore 1.1, 3.3.1). */
final class ProductType {
    private ProductType() {}

    /**
     * @param sky the first image on the sky, if any
     */
    static Optional<String> of(List<Hdu> hdus, Optional<Hdu> sky) {
        Optional<String> table = hdus.stream()
                .filter(h -> h.kind() == Hdu.Kind.TABLE)
                .flatMap(h -> ofTable(h).stream())
                .findFirst();
        // A light curve comes with the image of its aperture, and an X-ray image with its events.
        if (table.isPresent()
                && (sky.isEmpty()
                        || table.get().equals("timeseries")
                        || table.get().equals("event"))) {
            return table;
        }
        Optional<Hdu> image = sky.or(() -> hdus.stream().filter(Hdu::hasPixels).findFirst());
        if (image.isPresent()) {
            return Optional.of(ofImage(image.get()));
        }
        return hdus.stream().anyMatch(h -> h.kind() == Hdu.Kind.TABLE) ? Optional.of("measurements") : Optional.empty();
    }

    /** The table with the samples of a light curve, whose header describes the product best. */
    static boolean isTimeSeries(Hdu hdu) {
        return hdu.kind() == Hdu.Kind.TABLE
                && ofTable(hdu).filter("timeseries"::equals).isPresent();
    }

    private static String ofImage(Hdu image) {
        int spectral = EnergyReader.spectralAxis(image.keywords());
        long longAxes = image.axes().stream().filter(n -> n > 1).count();
        boolean dispersed = spectral > 0 && image.axis(spectral) > 1;
        if (dispersed) {
            return longAxes >= 3 ? "cube" : longAxes == 1 ? "spectrum" : "image";
        }
        return image.axes().size() == 1 ? "spectrum" : "image";
    }

    private static Optional<String> ofTable(Hdu table) {
        List<String> columns = columns(table);
        String name = table.extensionName();
        boolean time = columns.stream().anyMatch(c -> c.equals("TIME") || c.startsWith("MJD") || c.startsWith("BJD"));
        boolean flux = columns.stream().anyMatch(c -> c.contains("FLUX") || c.contains("RATE") || c.startsWith("MAG"));
        boolean wave = columns.stream().anyMatch(c -> c.contains("WAVE") || c.equals("LAMBDA") || c.contains("FREQ"));
        if (name.contains("LIGHTCURVE") || (time && flux)) {
            return Optional.of("timeseries");
        }
        if (columns.stream().anyMatch(c -> c.matches("JD([-_ ].*)?"))) {
            return Optional.of("timeseries");
        }
        if (name.equals("EVENTS")) {
            return Optional.of("event");
        }
        if (name.equals("UV_DATA") || columns.contains("VISIBILITIES")) {
            return Optional.of("visibility");
        }
        return wave && flux ? Optional.of("spectrum") : Optional.empty();
    }

    private static List<String> columns(Hdu table) {
        List<String> names = new ArrayList<>();
        long fields = Math.min(999, table.keywords().integer("TFIELDS").orElse(0));
        for (int i = 1; i <= fields; i++) {
            table.keywords().text("TTYPE" + i).ifPresent(n -> names.add(n.toUpperCase(Locale.ROOT)));
        }
        return names;
    }
}
