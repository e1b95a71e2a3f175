package org.periapsis.indexer.domain.view;

import java.time.Instant;
import java.util.Optional;

/**
 * A revision that took effect and that others may want to hear of, once the view has it.
 *
 * @param content what the revision says; empty for a withdrawal, which says nothing new
 * @param cause the product event behind it
 */
public record Announcement(
        String productId,
        int revision,
        boolean withdrawn,
        Optional<Content> content,
        Instant ingestedAt,
        Stamp cause) {}
