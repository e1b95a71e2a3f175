package org.periapsis.ingest.domain.header;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
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

    private static final String[] DATES = {"MJD-OBS", "DATE-OBS", "DATE-BEG"};
    private static final String[] LEVELS = {"CALIBLEV", "CALIB_LV", "LVL_NUM"};

    /** An image extension and its place on the sky. */
    private record Placed(Hdu hdu, SkyImage image) {}

    private final List<Hdu> hdus;
    private final List<Placed> placed = new ArrayList<>();
    private final Claims claims = new Claims();
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
                obstructed(e, "s_region");
            }
        }
        Claims o = claims;
        position(o);
        o.wholePosition();
        Optional<Hdu> sky = placed.stream().map(Placed::hdu).findFirst();
        ProductType.of(hdus, sky).ifPresent(type -> o.claim("dataproduct_type", type));
        List<Keywords> headers = byRelevance(sky);
        times(o, headers);
        Hdu science = science(sky);
        Consumer<String> noWavelength = fault -> o.leaveOut("em_min", fault);
        EnergyReader.read(science, headers, noWavelength).ifPresent(band -> {
            o.claim("em_min", band.min());
            o.claim("em_max", band.max());
        });
        int spectral = EnergyReader.spectralAxis(science.keywords());
        if (spectral > 0 && spectral <= science.axes().size()) {
            o.claim("em_xel", science.axis(spectral));
        }
        names(o, headers);
        return new HeaderReading(o.obscore(), o.placed() ? Optional.empty() : Optional.of(unplaced()), o.leftOut());
    }

    private void position(Claims o) {
        if (placed.isEmpty()) {
            if (obstacle == null || obstacle.reason() != Refusal.Reason.NOT_CELESTIAL) {
                target().ifPresent(p -> {
                    o.claim("s_ra", p.lon());
                    o.claim("s_dec", p.lat());
                });
            }
            return;
        }
        SkyImage first = placed.get(0).image;
        SkyPoint centre = first.centre().orElseThrow();
        o.claim("s_ra", centre.lon());
        o.claim("s_dec", centre.lat());
        o.claim("s_xel1", first.width());
        o.claim("s_xel2", first.height());
        Optional<Footprint> footprint =
                FootprintTracer.trace(placed.stream().map(Placed::image).toList());
        footprint.ifPresent(f -> {
            o.claim("s_region", f.stcs());
            o.claim("s_fov", f.diameter());
        });
    }

    /** Of the first header that gives one. */
    private Optional<SkyPoint> target() {
        for (Hdu hdu : hdus) {
            try {
                Optional<SkyPoint> at = PositionKeywords.read(hdu.keywords());
                if (at.isPresent()) {
                    return at;
                }
            } catch (HeaderException e) {
                obstructed(e, "s_ra");
            }
        }
        return Optional.empty();
    }

    /** The first is why there is no position, if there is none. What is no number is said in any case. */
    private void obstructed(HeaderException e, String field) {
        obstacle = obstacle == null ? refusal(e, field) : obstacle;
        if (e.fault() == HeaderException.Fault.NO_NUMBER) {
            claims.leaveOut(field, e.getMessage());
        }
    }

    private static Refusal refusal(HeaderException e, String field) {
        if (field.equals("s_ra")) {
            return new Refusal(Refusal.Reason.NO_POSITION, e.keyword(), e.getMessage(), SUPPLY);
        }
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

    private static void times(Claims o, List<Keywords> headers) {
        TimeReader.Times times = TimeReader.read(headers);
        times.faults().forEach(o::leaveOut);
        times.start().ifPresentOrElse(mjd -> o.claim("t_min", mjd), () -> text(headers, DATES)
                .filter(date -> !times.faults().containsKey("t_min"))
                .ifPresent(date -> o.leaveOut("t_min", "it is no date that can be meant")));
        times.end().ifPresent(mjd -> o.claim("t_max", mjd));
        times.exposure().ifPresent(seconds -> o.claim("t_exptime", seconds));
    }

    private void names(Claims o, List<Keywords> headers) {
        text(headers, "TELESCOP", "OBSERVAT").ifPresent(name -> o.claim("facility_name", name));
        text(headers, "INSTRUME", "DETECTOR").ifPresent(name -> o.claim("instrument_name", name));
        text(headers, "OBJECT", "TARGNAME", "TARGET").ifPresent(name -> o.claim("target_name", name));
        text(headers, "OBS_ID", "OBSID", "ROOTNAME", "EXPNAME", "PLTLABEL").ifPresent(name -> o.claim("obs_id", name));
        headers.stream()
                .flatMapToInt(k -> k.number(LEVELS).stream().mapToInt(v -> (int) v))
                .filter(v -> v >= 0 && v <= 4)
                .findFirst()
                .ifPresentOrElse(level -> o.claim("calib_level", level), () -> headers.stream()
                        .flatMap(k -> k.unreadable(LEVELS).stream())
                        .findFirst()
                        .ifPresent(fault -> o.leaveOut("calib_level", fault)));
        hdus.stream().filter(ProductType::isTimeSeries).findFirst().ifPresent(table -> {
            o.claim("t_xel", table.axis(2));
            table.keywords().unreadable("TIMEDEL").ifPresent(fault -> o.leaveOut("t_resolution", fault));
            table.keywords().number("TIMEDEL").stream()
                    .filter(d -> d > 0
                            && table.keywords().text("TIMEUNIT").orElse("").startsWith("d"))
                    .findFirst()
                    .ifPresent(d -> o.claim("t_resolution", d * 86400));
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
