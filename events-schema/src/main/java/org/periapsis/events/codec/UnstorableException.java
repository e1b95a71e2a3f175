package org.periapsis.events.codec;

import java.io.IOException;

/** A record has a text, time or number that some store cannot take: read by a view, it would stop it for ever. */
final class UnstorableException extends IOException {
    private static final long serialVersionUID = 1L;

    UnstorableException(String what) {
        super("it has " + what + ", which not every store takes");
    }
}
