package org.periapsis.portal.domain;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * One line of the list in which a person sees what can act for them.
 *
 * @param kind what it was given to
 * @param label what the person called it, or what the browser says it is
 * @param used when it was used last, to the minute; empty for never
 */
public record GrantEntry(
        UUID grant,
        Kind kind,
        String label,
        List<String> roles,
        Instant created,
        Optional<Instant> used,
        Instant expires) {
    public GrantEntry {
        roles = List.copyOf(roles);
    }

    /** What a grant was given to. */
    public enum Kind {
        BROWSER,
        PROGRAM,
        /** A program of one of the person's sessions or jobs: it reads, while the run goes on. */
        RUN
    }
}
