package org.periapsis.events.door;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * Which times come in: those of the years 0001 to 9999. ISO 8601 writes them with four digits, Avro counts them in milliseconds
 * and microseconds, PostgreSQL (4713 BC to 294276) keeps them, and a Modified Julian Date in a double tells them to a
 * tenth of a millisecond. An open end is commonly written as the year 9999.
 */
public final class Instants {
    public static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    public static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999999Z");
    /** MJD of {@link #EARLIEST}. */
    public static final double FIRST_MJD = -678575;
    /** MJD of {@link #LATEST}, rounded up. */
    public static final double LAST_MJD = 2973484;

    private static final int DATE = 10;
    /** No form of ISO 8601 that is taken is longer. */
    private static final int LONGEST = 40;

    private Instants() {}

    /** Whether every store takes it. */
    public static boolean holds(Instant time) {
        return !time.isBefore(EARLIEST) && !time.isAfter(LATEST);
    }

    /** @return what is wrong with a time */
    public static Optional<Flaw> flaw(String field, Instant time) {
        return holds(time)
                ? Optional.empty()
                : Optional.of(new Flaw(
                        field, "It is not of the years 0001 to 9999", "Give a time of the years 0001 to 9999"));
    }

    /**
     * Takes a time in.
     *
     * @param text a date, or a date and time with an offset or without one (UTC)
     * @throws FlawedException when it is none, or not of the years 0001 to 9999
     */
    public static Instant of(String field, String text) {
        Instant time;
        try {
            time = parse(text);
        } catch (DateTimeException e) {
            throw new Flaw(field, "It is not a date of ISO 8601", "Give for instance 2026-11-22T00:00:00Z").exception();
        }
        flaw(field, time).ifPresent(flaw -> {
            throw flaw.exception();
        });
        return time;
    }

    private static Instant parse(String text) {
        if (text.length() > LONGEST) {
            throw new DateTimeException("longer than any date");
        }
        if (text.length() == DATE) {
            return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        }
        int clock = text.indexOf('T');
        boolean zoned =
                clock >= 0 && (text.endsWith("Z") || text.indexOf('+', clock) >= 0 || text.indexOf('-', clock) >= 0);
        return zoned
                ? OffsetDateTime.parse(text).toInstant()
                : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
    }
}
