package org.periapsis.fits.header;

/** A header that cannot be taken at its word; the message says what is wrong with the keyword. */
public final class HeaderException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Kinds of fault. */
    public enum Fault {
        /** No file could have the data that it declares. */
        ABSURD,
        /** Its coordinates are not those of the celestial sphere. */
        NOT_CELESTIAL,
        /** Its coordinates are celestial and lead to no direction. */
        UNSUPPORTED_WCS,
        /** A card is there, and its value is no finite number, so that what follows from it is not known. */
        NO_NUMBER
    }

    private final Fault fault;
    private final String keyword;

    public HeaderException(Fault fault, String keyword, String detail) {
        super(detail);
        this.fault = fault;
        this.keyword = keyword;
    }

    public Fault fault() {
        return fault;
    }

    public String keyword() {
        return keyword;
    }
}
