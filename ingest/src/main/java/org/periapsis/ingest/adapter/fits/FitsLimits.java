package org.periapsis.ingest.adapter.fits;

/**
 * How much a file may ask of the scanner.
 *
 * @param hdus header-data units in a file
 * @param headerBytes bytes of one header without an END card
 * @param allHeaderBytes bytes of all headers of a file, which are kept while it is read
 * @param inflatedBytes bytes that a gzip file may inflate to
 * @param freelyInflated bytes up to which it may do so from nothing: an empty mask is packed a thousandfold
 */
public record FitsLimits(int hdus, int headerBytes, long allHeaderBytes, long inflatedBytes, long freelyInflated) {
    /** Beyond that, at most so many times its size. */
    public static final int MOST_RATIO = 250;

    public static final FitsLimits STANDARD = new FitsLimits(4096, 10 << 20, 32L << 20, 1L << 40, 1L << 30);
}
