package org.periapsis.ingest.domain.header;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.periapsis.fits.header.HeaderException;
import org.periapsis.fits.header.Keywords;

/**
 * When a product was observed. The header's time scale is kept: ObsCore asks for no finer than the archives give, and
 * UTC, TT and TDB differ by about a minute.
 */
final class TimeReader {
    private static final LocalDateTime MJD_ZERO = LocalDate.of(1858, 11, 17).atStartOfDay();
    private static final double JD_TO_MJD = 2400000.5;
    private static final double DAY_SECONDS = 86400;
    private static final double EARLIEST = -22000;
    private static final double LATEST = 110000;
    private static final Pattern ISO =
            Pattern.compile("(\\d{4})-(\\d{1,2})-(\\d{1,2})(?:[T ](\\d{1,2}:\\d{1,2}(?::\\d{1,2}(?:\\.\\d*)?)?))?.*");
    private static final Pattern COMPACT = Pattern.compile("(\\d{4})(\\d{2})(\\d{2})");
    private static final Pattern OLD = Pattern.compile("(\\d{1,2})/(\\d{1,2})/(\\d{2}|\\d{4})");
    private static final Pattern CLOCK = Pattern.compile("(\\d{1,2}):(\\d{1,2})(?::(\\d{1,2}(?:\\.\\d*)?))?.*");

    /**
     * @param start MJD
     * @param end MJD
     * @param exposure seconds
     * @param faults by ObsCore field, why what the headers say of it is no time
     */
    record Times(OptionalDouble start, OptionalDouble end, OptionalDouble exposure, Map<String, String> faults) {}

    private TimeReader() {}

    /** From the first of the headers that knows. */
    static Times read(List<Keywords> headers) {
        Map<String, String> faults = new LinkedHashMap<>();
        OptionalDouble exposure = first(headers, TimeReader::exposure, fault -> faults.put("t_exptime", fault));
        OptionalDouble start = first(headers, TimeReader::start, fault -> faults.put("t_min", fault));
        OptionalDouble end = first(headers, TimeReader::end, fault -> faults.put("t_max", fault));
        if (end.isPresent() && start.isPresent() && end.getAsDouble() < start.getAsDouble()) {
            end = OptionalDouble.empty();
        }
        if (end.isEmpty() && start.isPresent() && !faults.containsKey("t_max") && !faults.containsKey("t_exptime")) {
            end = OptionalDouble.of(start.getAsDouble() + exposure.orElse(0) / DAY_SECONDS);
        }
        return new Times(start, end, exposure, Map.copyOf(faults));
    }

    private static OptionalDouble start(Keywords k) {
        return moment(
                k,
                List.of("MJD-OBS", "MJD_OBS", "MJD-BEG", "EXPSTART"),
                date(k, List.of("DATE-BEG", "DATE-OBS", "DATE_OBS"), List.of("TIME-OBS", "TIME_OBS", "UTSTART", "UT")),
                "TSTART");
    }

    private static OptionalDouble end(Keywords k) {
        return moment(
                k,
                List.of("MJD-END", "MJD_END", "MJDEND", "EXPEND"),
                date(k, List.of("DATE-END", "DATE_END"), List.of("TIME-END", "TIME_END", "UTSTOP", "UTEND")),
                "TSTOP");
    }

    /** @throws HeaderException NO_NUMBER when the only card that could say it has no number */
    private static OptionalDouble moment(Keywords k, List<String> days, OptionalDouble date, String elapsed) {
        String[] keys = days.toArray(String[]::new);
        OptionalDouble mjd = plausible(k.number(keys));
        if (mjd.isPresent() || date.isPresent()) {
            return mjd.isPresent() ? mjd : date;
        }
        OptionalDouble counted = elapsed(k, elapsed);
        if (counted.isEmpty()) {
            k.unreadable(keys).ifPresent(fault -> {
                throw new HeaderException(HeaderException.Fault.NO_NUMBER, keys[0], fault);
            });
        }
        return counted;
    }

    private static OptionalDouble exposure(Keywords k) {
        String fault = null;
        for (String key : List.of("EXPTIME", "EXP_TIME", "EXPOSURE", "EXPTOT_T", "ONTIME", "LIVETIME", "TELAPSE")) {
            OptionalDouble value = k.number(key);
            if (value.isPresent() && value.getAsDouble() >= 0) {
                String unit = k.comment(key);
                double scale = unit.startsWith("[d]") ? DAY_SECONDS : unit.contains("minute") ? 60 : 1;
                return OptionalDouble.of(value.getAsDouble() * scale);
            }
            if (fault == null && k.text(key).isPresent()) {
                fault = k.unreadable(key).orElse(key + " = " + k.text(key).get() + " is no duration");
            }
        }
        if (fault != null) {
            throw new HeaderException(HeaderException.Fault.NO_NUMBER, "EXPTIME", fault);
        }
        return OptionalDouble.empty();
    }

    /** TSTART and TSTOP count from BJDREF in days (Kepler, TESS) or from MJDREF in TIMEUNIT (OGIP). */
    private static OptionalDouble elapsed(Keywords k, String key) {
        if (k.text(key).isEmpty()) {
            return OptionalDouble.empty();
        }
        double days = k.number(key, 0) / (k.text("TIMEUNIT").orElse("s").startsWith("d") ? 1 : DAY_SECONDS);
        if (k.has("BJDREFI")) {
            return plausible(OptionalDouble.of(k.number("BJDREFI", 0) - JD_TO_MJD + k.number("BJDREFF", 0) + days));
        }
        if (k.has("MJDREFI") || k.has("MJDREF")) {
            double zero = k.number(k.has("MJDREFI") ? "MJDREFI" : "MJDREF", 0) + k.number("MJDREFF", 0);
            return plausible(OptionalDouble.of(zero + days));
        }
        return OptionalDouble.empty();
    }

    private static OptionalDouble date(Keywords k, List<String> dates, List<String> clocks) {
        for (String key : dates) {
            Optional<LocalDateTime> at = k.text(key).flatMap(TimeReader::parse);
            if (at.isPresent()) {
                LocalDateTime full = at.get();
                if (k.text(key).orElse("").indexOf(':') < 0) {
                    full = clocks.stream()
                            .flatMap(c -> k.text(c).stream())
                            .flatMap(c -> clock(c).stream())
                            .findFirst()
                            .map(at.get().toLocalDate()::atTime)
                            .orElse(at.get());
                }
                return plausible(OptionalDouble.of(mjd(full)));
            }
        }
        return OptionalDouble.empty();
    }

    /** The forms of the standard old and new, and the undashed one that FIRST writes. */
    static Optional<LocalDateTime> parse(String text) {
        String s = text.trim();
        try {
            Matcher old = OLD.matcher(s);
            if (old.matches()) {
                // FITS 4.0, 4.4.2.1: two digits are a year of the twentieth century, for ever.
                int year = number(old, 3) < 100 ? 1900 + number(old, 3) : number(old, 3);
                return Optional.of(
                        LocalDate.of(year, number(old, 2), number(old, 1)).atStartOfDay());
            }
            Matcher compact = COMPACT.matcher(s);
            if (compact.matches()) {
                return Optional.of(LocalDate.of(number(compact, 1), number(compact, 2), number(compact, 3))
                        .atStartOfDay());
            }
            Matcher iso = ISO.matcher(s);
            if (iso.matches()) {
                LocalDate day = LocalDate.of(number(iso, 1), number(iso, 2), number(iso, 3));
                Optional<LocalTime> time = Optional.ofNullable(iso.group(4)).flatMap(TimeReader::clock);
                return Optional.of(time.map(day::atTime).orElse(day.atStartOfDay()));
            }
        } catch (DateTimeException noSuchDay) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    private static Optional<LocalTime> clock(String text) {
        Matcher m = CLOCK.matcher(text.trim());
        if (!m.matches() || number(m, 1) > 23 || number(m, 2) > 59) {
            return Optional.empty();
        }
        // A leap second counts as the last instant of its day.
        double seconds = m.group(3) == null ? 0 : Math.min(59.999999, Double.parseDouble(m.group(3)));
        return Optional.of(LocalTime.of(number(m, 1), number(m, 2)).plusNanos(Math.round(seconds * 1e9)));
    }

    static double mjd(LocalDateTime at) {
        return ChronoUnit.MICROS.between(MJD_ZERO, at) / (DAY_SECONDS * 1e6);
    }

    /** Photography began about MJD -8000; a year 9999 marks an unknown one. */
    private static OptionalDouble plausible(OptionalDouble mjd) {
        return mjd.isPresent() && mjd.getAsDouble() > EARLIEST && mjd.getAsDouble() < LATEST && mjd.getAsDouble() != 0
                ? mjd
                : OptionalDouble.empty();
    }

    private static int number(Matcher m, int group) {
        return Integer.parseInt(m.group(group));
    }

    /** Where none knows, the first fault is told. */
    private static OptionalDouble first(
            List<Keywords> headers, Function<Keywords, OptionalDouble> read, Consumer<String> faults) {
        String fault = null;
        for (Keywords k : headers) {
            try {
                OptionalDouble value = read.apply(k);
                if (value.isPresent()) {
                    return value;
                }
            } catch (HeaderException noNumber) {
                fault = fault == null ? noNumber.getMessage() : fault;
            }
        }
        Optional.ofNullable(fault).ifPresent(faults);
        return OptionalDouble.empty();
    }
}
