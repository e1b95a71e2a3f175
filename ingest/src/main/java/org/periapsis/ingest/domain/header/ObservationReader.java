package org.periapsis.ingest.domain.header;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.periapsis.events.ObsCore;
import org.periapsis.fits.header.Hdu;
import org.periapsis.fits.header.HeaderException;
import org.periapsis.fits.header.Keywords;
import org.periapsis.fits.header.WcsReader;
import org.periapsis.fits.sky.Footprint;
import org.periapsis.fits.sky.FootprintTracer;
import org.periapsis.fits.sky.SkyImage;
import org.periapsis.fits.sky.SkyPoint;
import org.periapsis.ingest.domain.Refusal;

/** Describes a FITS file in ObsCore terms from its headers. Pure. */
public final class ObservationReader {
    private static final String SUPPLY = "supply s_ra and s_dec in the metadata part";

    /** An image extension and its place on the sky. */
    private record Placed(Hdu hdu, SkyImage image) {}

    private final List<Hdu> hdus;
    private final List<Placed> placed = new ArrayList<>();
    private Refusal obstacle;

    private ObservationReader(List<Hdu> hdus) {
        this.hdus = hdus;
    }

    /** Never refuses: what stands in the way of a position is in the result. */
    public static HeaderReading read(List<Hdu> hdus) {
        return new ObservationReader(List.copyOf(hdus)).read();
    }

    private HeaderReading read() {
        for (Hdu hdu : hdus) {
            try {
                WcsReader.read(hdu)
                        .filter(image -> image.centre().isPresent())
                        .ifPresent(image -> placed.add(new Placed(hdu, image)));
            } catch (HeaderException e) {
                obstacle = obstacle == null ? refusal(e) : obstacle;
            }
        }
        ObsCore.Builder o = ObsCore.newBuilder();
        position(o);
        Optional<Hdu> sky = placed.stream().map(Placed::hdu).findFirst();
        ProductType.of(hdus, sky).ifPresent(o::setDataproductType);
        List<Keywords> headers = byRelevance(sky);
        times(o, headers);
        Hdu science = science(sky);
        EnergyReader.read(science, headers)
                .ifPresent(band -> o.setEmMin(band.min()).setEmMax(band.max()));
        int spectral = EnergyReader.spectralAxis(science.keywords());
        if (spectral > 0 && spectral <= science.axes().size()) {
            o.setEmXel(science.axis(spectral));
        }
        names(o, headers);
        return new HeaderReading(o, o.getSRa() == null ? Optional.of(unplaced()) : Optional.empty());
    }

    private void position(ObsCore.Builder o) {
        if (placed.isEmpty()) {
            if (obstacle == null || obstacle.reason() != Refusal.Reason.NOT_CELESTIAL) {
                hdus.stream()
                        .flatMap(h -> PositionKeywords.read(h.keywords()).stream())
                        .findFirst()
                        .ifPresent(p -> o.setSRa(p.lon()).setSDec(p.lat()));
            }
            return;
        }
        SkyImage first = placed.get(0).image;
        SkyPoint centre = first.centre().orElseThrow();
        o.setSRa(centre.lon()).setSDec(centre.lat()).setSXel1(first.width()).setSXel2(first.height());
        Optional<Footprint> footprint =
                FootprintTracer.trace(placed.stream().map(Placed::image).toList());
        footprint.ifPresent(f -> o.setSRegion(f.stcs()).setSFov(f.diameter()));
    }

    private static Refusal refusal(HeaderException e) {
        return e.fault() == HeaderException.Fault.NOT_CELESTIAL
                ? new Refusal(
                        Refusal.Reason.NOT_CELESTIAL,
                        e.keyword(),
                        e.getMessage(),
                        "mark it as not on the sky, or " + SUPPLY)
                : new Refusal(Refusal.Reason.UNSUPPORTED_WCS, e.keyword(), e.getMessage(), SUPPLY);
    }

    private Refusal unplaced() {
        return obstacle != null
                ? obstacle
                : new Refusal(
                        Refusal.Reason.NO_POSITION,
                        "s_ra",
                        "no header has a celestial coordinate system or a target position",
                        SUPPLY);
    }

    private static void times(ObsCore.Builder o, List<Keywords> headers) {
        TimeReader.Times times = TimeReader.read(headers);
        times.start().ifPresent(o::setTMin);
        times.end().ifPresent(o::setTMax);
        times.exposure().ifPresent(o::setTExptime);
    }

    private void names(ObsCore.Builder o, List<Keywords> headers) {
        text(headers, "TELESCOP", "OBSERVAT").ifPresent(o::setFacilityName);
        text(headers, "INSTRUME", "DETECTOR").ifPresent(o::setInstrumentName);
        text(headers, "OBJECT", "TARGNAME", "TARGET").ifPresent(o::setTargetName);
        text(headers, "OBS_ID", "OBSID", "ROOTNAME", "EXPNAME", "PLTLABEL").ifPresent(o::setObsId);
        headers.stream()
                .flatMapToInt(k ->
                        k.number("CALIBLEV", "CALIB_LV", "LVL_NUM").stream().mapToInt(v -> (int) v))
                .filter(v -> v >= 0 && v <= 4)
                .findFirst()
                .ifPresent(o::setCalibLevel);
        hdus.stream().filter(ProductType::isTimeSeries).findFirst().ifPresent(table -> {
            o.setTXel(table.axis(2));
            table.keywords().number("TIMEDEL").stream()
                    .filter(d -> d > 0
                            && table.keywords().text("TIMEUNIT").orElse("").startsWith("d"))
                    .findFirst()
                    .ifPresent(d -> o.setTResolution(d * 86400));
        });
    }

    /** The HDU that the product is about: the light curve, else the image on the sky, else the first with pixels. */
    private Hdu science(Optional<Hdu> sky) {
        return hdus.stream()
                .filter(ProductType::isTimeSeries)
                .findFirst()
                .or(() -> sky)
                .or(() -> hdus.stream().filter(Hdu::hasPixels).findFirst())
                .orElse(hdus.get(0));
    }

    private List<Keywords> byRelevance(Optional<Hdu> sky) {
        List<Hdu> order = new ArrayList<>();
        order.add(science(sky));
        hdus.stream().filter(h -> !order.contains(h)).forEach(order::add);
        return order.stream().map(Hdu::keywords).toList();
    }

    private static Optional<String> text(List<Keywords> headers, String... keys) {
        return headers.stream().flatMap(k -> k.text(keys).stream()).findFirst();
    }
}
