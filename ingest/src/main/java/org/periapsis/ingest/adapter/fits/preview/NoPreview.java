package org.periapsis.ingest.adapter.fits.preview;

/** A file of which no picture can be made; the message is for people. */
public final class NoPreview extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoPreview(String reason) {
        super(reason);
    }

    NoPreview(String reason, Throwable cause) {
        super(reason, cause);
    }
}
